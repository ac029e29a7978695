# The four kinds of target in the house.
#
#   aots_room(NAME pricing DEPENDS base domain SOURCES a.cpp HEADERS a.hpp [LIBRARIES ZLIB::ZLIB])
#   aots_program(NAME aots DEPENDS engine backtest SOURCES main.cpp [HEADERS ...] [LIBRARIES ...])
#   aots_test(NAME pricing_test ROOM pricing SOURCES a_test.cpp [ALSO features] [LIBRARIES rapidcheck]
#             [LABEL unit] [TIMEOUT seconds] [ONE_PROCESS] [PROGRAM])
#   aots_bench(NAME pricing_bench ROOM pricing SOURCES a_bench.cpp [ALSO ...] [LIBRARIES ...])
#
# A room is the static library aots_<name> with the alias aots::<name>; its headers are included
# from src/. DEPENDS, ROOM and ALSO name rooms. LIBRARIES are libraries from outside and stay
# private. ONE_PROCESS runs a whole test binary as one process, for suites that share a costly
# fixture. PROGRAM gives a test the path of the built program as the macro AOTS_PROGRAM.

# The shared precompiled headers. Every target that reuses one must be compiled with the same flags.
function(aots_define_pch target)
  set(source "${CMAKE_BINARY_DIR}/generated/${target}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "// Anchors a shared precompiled header.\n" @ONLY)
  add_library(${target} OBJECT "${source}")
  target_link_libraries(${target} PRIVATE aots_compiler aots_vocabulary)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  target_compile_options(${target} PRIVATE -fpch-preprocess)
endfunction()

function(aots_use_pch target pch)
  if(AOTS_PCH)
    target_precompile_headers(${target} REUSE_FROM ${pch})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

if(AOTS_PCH)
  set(aots_common_headers
      <algorithm> <array> <chrono> <cmath> <compare> <cstddef> <cstdint> <filesystem> <fstream>
      <functional> <limits> <map> <memory> <optional> <ranges> <set> <span> <sstream> <string>
      <string_view> <tuple> <type_traits> <unordered_map> <utility> <variant> <vector>
      <fmt/format.h> <tl/expected.hpp>)
  aots_define_pch(aots_pch ${aots_common_headers})
  if(AOTS_TESTS)
    aots_define_pch(aots_test_pch ${aots_common_headers} <gtest/gtest.h>)
    target_link_libraries(aots_test_pch PRIVATE GTest::gtest)
  endif()
endif()

function(aots_room)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "DEPENDS;SOURCES;HEADERS;LIBRARIES")
  aots_check_arguments(aots_room)
  set(target aots_${arg_NAME})
  list(TRANSFORM arg_DEPENDS PREPEND aots_)
  if(arg_SOURCES)
    set(scope PUBLIC)
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:aots_compiler> ${arg_LIBRARIES})
    aots_use_pch(${target} aots_pch)
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  target_link_libraries(${target} ${scope} aots_vocabulary ${arg_DEPENDS})
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}/src"
                                                     FILES ${arg_HEADERS})
  add_library(aots::${arg_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${arg_NAME})
  set_property(GLOBAL APPEND PROPERTY AOTS_INSTALLED_TARGETS ${target})
endfunction()

function(aots_program)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "DEPENDS;SOURCES;HEADERS;LIBRARIES")
  aots_check_arguments(aots_program)
  list(TRANSFORM arg_DEPENDS PREPEND aots_)
  add_executable(${arg_NAME} ${arg_SOURCES} ${arg_HEADERS})
  target_include_directories(${arg_NAME} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${arg_NAME} PRIVATE aots_compiler aots_program_compiler aots_vocabulary
                                            aots_version ${arg_DEPENDS} ${arg_LIBRARIES})
  set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
  aots_use_pch(${arg_NAME} aots_pch)
endfunction()

function(aots_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "ONE_PROCESS;PROGRAM" "NAME;ROOM;LABEL;TIMEOUT"
                        "SOURCES;ALSO;LIBRARIES")
  aots_check_arguments(aots_test)
  set(rooms ${arg_ROOM} ${arg_ALSO})
  list(TRANSFORM rooms PREPEND aots_)
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  if(AOTS_COVERAGE OR AOTS_SANITIZE)
    math(EXPR arg_TIMEOUT "5 * ${arg_TIMEOUT}")  # such a program is several times slower
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${arg_NAME} PRIVATE aots_compiler aots_vocabulary ${rooms} ${arg_LIBRARIES}
                                            GTest::gtest GTest::gtest_main)
  target_compile_definitions(${arg_NAME} PRIVATE "AOTS_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"")
  if(arg_PROGRAM)
    add_dependencies(${arg_NAME} aots)
    target_compile_definitions(${arg_NAME} PRIVATE "AOTS_PROGRAM=\"${CMAKE_BINARY_DIR}/aots\"")
  endif()
  aots_use_pch(${arg_NAME} aots_test_pch)
  if(arg_ONE_PROCESS)
    set(report "${CMAKE_BINARY_DIR}/gtest/${arg_NAME}.xml")
    add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} "--gtest_output=xml:${report}")
    set_tests_properties(${arg_NAME} PROPERTIES LABELS "${arg_LABEL};gtest-xml"
                                                TIMEOUT ${arg_TIMEOUT})
  else()
    # The listing runs when the tests do, so a build never fails or waits on it.
    gtest_discover_tests(
      ${arg_NAME}
      TEST_PREFIX "${arg_NAME}."
      DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 120
      PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT})
  endif()
endfunction()

function(aots_bench)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;ROOM" "SOURCES;ALSO;LIBRARIES")
  aots_check_arguments(aots_bench)
  set(rooms ${arg_ROOM} ${arg_ALSO})
  list(TRANSFORM rooms PREPEND aots_)
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${arg_NAME} PRIVATE aots_compiler aots_vocabulary ${rooms} ${arg_LIBRARIES}
                                            benchmark::benchmark benchmark::benchmark_main)
  target_compile_definitions(${arg_NAME} PRIVATE "AOTS_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"")
  set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                               "${CMAKE_BINARY_DIR}/benches")
  aots_use_pch(${arg_NAME} aots_pch)
endfunction()

# A misspelt keyword would otherwise be taken for one more source.
macro(aots_check_arguments function)
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${function}(NAME ${arg_NAME}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_NAME)
    message(FATAL_ERROR "${function} needs a NAME")
  endif()
endmacro()
