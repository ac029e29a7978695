# Libraries from outside. All but DuckDB are Debian packages (tools/setup installs them); each is
# linked PRIVATE by the room that needs it. fmt and tl::expected are part of every room's interface.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(LibZip REQUIRED)
find_package(simdjson REQUIRED)
find_package(date QUIET)
find_package(DuckDB REQUIRED)
find_package(SOCI REQUIRED)

# What every room shows in its headers.
add_library(aots_vocabulary INTERFACE)
target_link_libraries(aots_vocabulary INTERFACE fmt::fmt tl::expected)
set_property(GLOBAL APPEND PROPERTY AOTS_INSTALLED_TARGETS aots_vocabulary)

# The charting library of the report, inlined at build time (aots_embed).
set(AOTS_ECHARTS_JS "${CMAKE_SOURCE_DIR}/.deps/echarts/echarts.min.js")

if(AOTS_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
if(AOTS_BENCHES)
  find_package(benchmark REQUIRED)
endif()
if(AOTS_TESTS OR AOTS_BENCHES)
  find_package(QuantLib)
endif()
