import CSQLite

/// What a SELECT of the user's own, or of a saved report, may do: read, and call functions that only compute.
///
/// A list of what is allowed, since a SQLite may bring functions that nobody here has heard of: some take an address, a
/// file or a statement.
final class QueryPermissions {
  /// The first thing that was refused, in words.
  private(set) var refused: String?

  func allow(_ action: Int32, _ first: String?, _ second: String?) -> Bool {
    if Self.isAllowed(action, first, second) { return true }
    refused = refused ?? Self.name(ofAction: action, first, second)
    return false
  }

  private static func isAllowed(_ action: Int32, _ first: String?, _ second: String?) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
    case SQLITE_FUNCTION: functions.contains(second?.lowercased() ?? "")
    case SQLITE_PRAGMA:
      tellingPragmas.contains(first?.lowercased() ?? "")
        || (second == nil && settingPragmas.contains(first?.lowercased() ?? ""))
    // SQLite asks for these when it declares the columns of json_each, pragma_table_info and the like. A statement that
    // is really meant to change the schema is refused by the connection, which is defensive and opened for reading.
    case SQLITE_UPDATE: first == "sqlite_master"
    default: false
    }
  }

  /// Functions that compute from their arguments, tell the time, or tell about this SQLite.
  private static let functions: Set<String> = [
    // Core.
    "abs", "changes", "char", "coalesce", "concat", "concat_ws", "format", "glob", "hex", "if", "ifnull", "iif",
    "instr", "last_insert_rowid", "length", "like", "likelihood", "likely", "lower", "ltrim", "max", "min", "nullif",
    "octet_length", "printf", "quote", "random", "randomblob", "replace", "round", "rtrim", "sign", "soundex",
    "sqlite_compileoption_get", "sqlite_compileoption_used", "sqlite_source_id", "sqlite_version", "substr",
    "substring", "subtype", "total_changes", "trim", "typeof", "unhex", "unicode", "unistr", "unistr_quote",
    "unlikely", "upper", "zeroblob",
    // Dates.
    "current_date", "current_time", "current_timestamp", "date", "datetime", "julianday", "strftime", "time",
    "timediff", "unixepoch",
    // Mathematics.
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "ceiling", "cos", "cosh", "degrees", "exp",
    "floor", "ln", "log", "log10", "log2", "mod", "pi", "pow", "power", "radians", "sin", "sinh", "sqrt", "tan",
    "tanh", "trunc",
    // Aggregates and windows.
    "avg", "count", "cume_dist", "dense_rank", "first_value", "group_concat", "lag", "last_value", "lead", "median",
    "nth_value", "ntile", "percent_rank", "percentile", "percentile_cont", "percentile_disc", "rank", "row_number",
    "string_agg", "sum", "total",
    // JSON.
    "->", "->>", "json", "json_array", "json_array_length", "json_error_position", "json_extract", "json_group_array",
    "json_group_object", "json_insert", "json_object", "json_patch", "json_pretty", "json_quote", "json_remove",
    "json_replace", "json_set", "json_type", "json_valid", "jsonb", "jsonb_array", "jsonb_extract",
    "jsonb_group_array", "jsonb_group_object", "jsonb_insert", "jsonb_object", "jsonb_patch", "jsonb_remove",
    "jsonb_replace", "jsonb_set",
    // Full text, of an analyst's own tables.
    "bm25", "highlight", "match", "snippet",
  ]

  /// Pragmas that tell something about the schema or the file, with or without the name of a table after them.
  private static let tellingPragmas: Set<String> = [
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "foreign_key_check", "database_list", "collation_list", "function_list", "module_list", "pragma_list",
    "compile_options", "integrity_check", "quick_check",
  ]
  /// Pragmas that tell a setting when nothing stands after them.
  private static let settingPragmas: Set<String> = [
    "user_version", "application_id", "encoding", "page_count", "page_size", "freelist_count", "schema_version",
    "data_version", "journal_mode", "foreign_keys",
  ]

  private static func name(ofAction action: Int32, _ first: String?, _ second: String?) -> String {
    switch action {
    case SQLITE_ATTACH: "ATTACH"
    case SQLITE_DETACH: "DETACH"
    case SQLITE_PRAGMA: "PRAGMA \(first ?? "") with a new value"
    case SQLITE_INSERT: "INSERT"
    case SQLITE_UPDATE: "UPDATE"
    case SQLITE_DELETE: "DELETE"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: "a transaction"
    case SQLITE_FUNCTION: "the function \(second ?? "")"
    default: "a change of the schema"
    }
  }
}
