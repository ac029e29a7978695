# The rooms of aots as CMake targets: find_package(aots), then link aots::pricing and so on.
# Headers are included from the root of the rooms, such as "pricing/black_scholes.hpp".

include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(tl-expected)
find_dependency(spdlog)
find_dependency(yaml-cpp)
find_dependency(nlohmann_json)
find_dependency(ZLIB)
find_dependency(simdjson)

if(NOT TARGET LibZip::LibZip)
  find_library(LIBZIP_LIBRARY zip REQUIRED)
  add_library(LibZip::LibZip SHARED IMPORTED)
  set_target_properties(LibZip::LibZip PROPERTIES IMPORTED_LOCATION "${LIBZIP_LIBRARY}")
endif()
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
find_dependency(SOCI)

if(NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION
                                                  "${CMAKE_CURRENT_LIST_DIR}/../libduckdb.so")
endif()

include("${CMAKE_CURRENT_LIST_DIR}/aotsTargets.cmake")
