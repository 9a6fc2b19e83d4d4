/// What became of a row that is written by itself.
enum RowOutcome { case inserted, unchanged, revised }
