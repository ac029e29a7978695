# Finds SOCI 4 with its SQLite and PostgreSQL backends and defines SOCI::SOCI. Debian's package brings
# no CMake configuration of its own.

find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_path(SOCI_PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql)
find_path(SOCI_SQLITE_INCLUDE_DIR sqlite3.h)
find_library(SOCI_CORE_LIBRARY soci_core)
find_library(SOCI_SQLITE_LIBRARY soci_sqlite3)
find_library(SOCI_POSTGRESQL_LIBRARY soci_postgresql)
mark_as_advanced(SOCI_INCLUDE_DIR SOCI_PQ_INCLUDE_DIR SOCI_SQLITE_INCLUDE_DIR SOCI_CORE_LIBRARY
                 SOCI_SQLITE_LIBRARY SOCI_POSTGRESQL_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  SOCI
  REQUIRED_VARS SOCI_CORE_LIBRARY SOCI_SQLITE_LIBRARY SOCI_POSTGRESQL_LIBRARY SOCI_INCLUDE_DIR
                SOCI_PQ_INCLUDE_DIR SOCI_SQLITE_INCLUDE_DIR
  REASON_FAILURE_MESSAGE
    "SOCI with SQLite and PostgreSQL was not found: run tools/setup, or install libsoci-dev, libsqlite3-dev and libpq-dev.")

if(SOCI_FOUND AND NOT TARGET SOCI::SOCI)
  add_library(SOCI::SOCI INTERFACE IMPORTED)
  set_target_properties(
    SOCI::SOCI
    PROPERTIES INTERFACE_LINK_LIBRARIES
               "${SOCI_SQLITE_LIBRARY};${SOCI_POSTGRESQL_LIBRARY};${SOCI_CORE_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${SOCI_INCLUDE_DIR};${SOCI_PQ_INCLUDE_DIR}")
endif()
