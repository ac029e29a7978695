# Finds DuckDB's C library and defines DuckDB::DuckDB.
#
# Looked for in this order: DUCKDB_ROOT (CMake variable or environment; a folder that holds duckdb.h
# and libduckdb.so, either flat or as include/ and lib/), the copy that tools/setup placed in .deps,
# then the system.

set(duckdb_hints "${DUCKDB_ROOT}" "$ENV{DUCKDB_ROOT}")
list(FILTER duckdb_hints EXCLUDE REGEX "^$")
if(duckdb_hints)
  find_path(DUCKDB_INCLUDE_DIR duckdb.h HINTS ${duckdb_hints} PATH_SUFFIXES include
                                               NO_DEFAULT_PATH)
  find_library(DUCKDB_LIBRARY duckdb HINTS ${duckdb_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
else()
  find_path(DUCKDB_INCLUDE_DIR duckdb.h HINTS "${CMAKE_SOURCE_DIR}/.deps/duckdb")
  find_library(DUCKDB_LIBRARY duckdb HINTS "${CMAKE_SOURCE_DIR}/.deps/duckdb")
endif()
mark_as_advanced(DUCKDB_INCLUDE_DIR DUCKDB_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  DuckDB
  REQUIRED_VARS DUCKDB_LIBRARY DUCKDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE
    "duckdb.h and libduckdb.so were not found: run tools/setup, or set DUCKDB_ROOT to a folder that holds both.")

if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION "${DUCKDB_LIBRARY}"
                                                  INTERFACE_INCLUDE_DIRECTORIES "${DUCKDB_INCLUDE_DIR}")
endif()
