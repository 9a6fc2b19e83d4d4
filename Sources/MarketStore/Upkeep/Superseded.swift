import SQLite

/// When a claim has given way to a later one of its own origin: a revision, and no conflict.
///
/// A later figure of the same origin, first-hand or through the same source, is a revision. (Of two sources that quote
/// one origin, or two publications of one source and day, neither is.) The view snapshot_conflicts says the same.
package enum Superseded {
  /// Columns newest_in_source and newest_first_hand of live claims.
  ///
  /// - Parameters:
  ///   - o: Observations.
  ///   - b: Their publications.
  package static func windows(_ o: SQL, _ b: SQL) -> SQL {
    """
    max(\(b).published_on) OVER (PARTITION BY \(o).series_id, \(o).period_id, \(o).origin_id, \(b).source_id)
            AS newest_in_source,
          max(CASE WHEN \(b).source_id = \(o).origin_id THEN \(b).published_on END)
            OVER (PARTITION BY \(o).series_id, \(o).period_id, \(o).origin_id) AS newest_first_hand
    """
  }

  /// Whether a claim of a table with those columns and published_on stands.
  package static func isCurrent(_ c: SQL) -> SQL {
    """
    \(c).published_on = \(c).newest_in_source
          AND (\(c).newest_first_hand IS NULL OR \(c).published_on >= \(c).newest_first_hand)
    """
  }
}
