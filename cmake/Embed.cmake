# Files inside the program.
#
#   aots_embed(TARGET backtest_assets FILES report.html report.css ${AOTS_ECHARTS_JS})
#
# makes the static library backtest_assets and the header "embedded/backtest_assets.hpp" with one
# function a file, aots::embedded::report_html() and so on, named for the file; each returns the
# bytes as a std::string_view that lives as long as the program. Link it with LIBRARIES.

function(aots_embed)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET" "FILES")
  set(folder "${CMAKE_BINARY_DIR}/generated/${arg_TARGET}")
  set(declarations "")
  set(definitions "")
  set(paths "")
  foreach(file IN LISTS arg_FILES)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE
               OUTPUT_VARIABLE path)
    if(NOT EXISTS "${path}")
      message(FATAL_ERROR "aots_embed(TARGET ${arg_TARGET}): ${path} does not exist; "
                          "if it lies in .deps, run tools/setup.")
    endif()
    cmake_path(GET path FILENAME name)
    string(MAKE_C_IDENTIFIER "${name}" identifier)
    set(symbol "aots_embedded_${arg_TARGET}_${identifier}")
    list(APPEND paths "${path}")
    string(APPEND declarations "std::string_view ${identifier}();  // ${name}\n")
    string(APPEND definitions
           "asm(\".section .rodata\\n\"\n"
           "    \".balign 16\\n\"\n"
           "    \"${symbol}_begin:\\n\"\n"
           "    \".incbin \\\"${path}\\\"\\n\"\n"
           "    \"${symbol}_end:\\n\"\n"
           "    \".byte 0\\n\"\n"
           "    \".text\\n\");\n"
           "extern \"C\" const char ${symbol}_begin[];\n"
           "extern \"C\" const char ${symbol}_end[];\n"
           "std::string_view aots::embedded::${identifier}() {\n"
           "  return {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)};\n"
           "}\n\n")
  endforeach()
  set(header_text "// Written by aots_embed: the files inside ${arg_TARGET}.\n#pragma once\n\n#include <string_view>\n\nnamespace aots::embedded {\n\n${declarations}\n}  // namespace aots::embedded\n")
  set(source_text "#include \"embedded/${arg_TARGET}.hpp\"\n\n#include <cstddef>\n\n${definitions}")
  file(CONFIGURE OUTPUT "${folder}/embedded/${arg_TARGET}.hpp" CONTENT "${header_text}" @ONLY)
  file(CONFIGURE OUTPUT "${folder}/${arg_TARGET}.cpp" CONTENT "${source_text}" @ONLY)
  add_library(${arg_TARGET} STATIC "${folder}/${arg_TARGET}.cpp")
  set_source_files_properties("${folder}/${arg_TARGET}.cpp" PROPERTIES OBJECT_DEPENDS "${paths}")
  target_include_directories(${arg_TARGET} PUBLIC "$<BUILD_INTERFACE:${folder}>")
  target_link_libraries(${arg_TARGET} PRIVATE $<BUILD_INTERFACE:aots_compiler>)
  set_property(GLOBAL APPEND PROPERTY AOTS_INSTALLED_TARGETS ${arg_TARGET})
endfunction()
