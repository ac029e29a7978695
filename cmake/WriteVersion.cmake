# Writes version.cpp where its text changed. Arguments: SOURCE_DIR, VERSION, OUTPUT.

set(commit "unknown")
find_program(git git)
if(git)
  execute_process(COMMAND "${git}" rev-parse --verify HEAD WORKING_DIRECTORY "${SOURCE_DIR}"
                  OUTPUT_VARIABLE head RESULT_VARIABLE failed ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed)
    set(commit "${head}")
    execute_process(COMMAND "${git}" diff-index --quiet HEAD -- WORKING_DIRECTORY "${SOURCE_DIR}"
                    RESULT_VARIABLE dirty ERROR_QUIET)
    if(dirty)
      string(APPEND commit "-dirty")
    endif()
  endif()
endif()

file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
#include "aots/version.hpp"

std::string_view aots::version() { return "@VERSION@"; }

std::string_view aots::git_commit() { return "@commit@"; }
]])
