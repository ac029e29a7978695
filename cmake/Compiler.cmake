# How every file of ours is compiled: language, warnings, determinism, sanitizers, ccache.
# Our targets pick all of it up by linking aots_compiler; nothing of it is passed on to users of an
# installed room.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# ccache sees through the shared precompiled header only when told that its macros and times do not
# matter; base_dir makes a second clone of the same source hit the cache of the first.
find_program(AOTS_CCACHE ccache)
if(AOTS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;${AOTS_CCACHE}")
endif()

add_library(aots_compiler INTERFACE)

# Another compiler is used for fuzzing and lint only; the warnings are GCC's.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(
    aots_compiler
    INTERFACE
      -Werror
      -Wall
      -Wextra
      -Wpedantic
      -Wcast-align # a cast that makes an access unaligned
      -Wconversion # an implicit conversion that can lose value
      -Wdouble-promotion # float silently computed as double
      -Wduplicated-branches # if and else say the same
      -Wduplicated-cond # else-if repeats a condition
      -Wextra-semi # stray semicolon after a member function
      -Wformat=2 # printf-like calls that do not fit their arguments
      -Wimplicit-fallthrough # a case that falls into the next without saying so
      -Wlogical-op # a logical operator where a bitwise one was meant
      -Wmisleading-indentation # indentation that suggests a block where there is none
      -Wnon-virtual-dtor # a base class that cannot be deleted safely
      -Wnull-dereference # a path that follows a null pointer
      -Wold-style-cast # C casts
      -Woverloaded-virtual # a function that hides a virtual one
      -Wshadow # a name that hides another
      -Wsign-conversion # signed to unsigned and back
      -Wunused # anything unused
      -Wuseless-cast # a cast to the same type
      -Wno-missing-field-initializers # designated initialisers leave out what has a default
      -Wno-restrict # GCC 12 reports std::string operator+ falsely (GCC PR 105651)
      # At -O3 GCC 12 reports the strings of a std::variant falsely (GCC PR 105562); -O2 still looks.
      $<$<CONFIG:Release>:-Wno-maybe-uninitialized>
  )
endif()

# One source gives one double on every machine: no contraction into fused multiply-add. Messages
# name files relative to the project, wherever it was built.
target_compile_options(aots_compiler INTERFACE -ffp-contract=off
                                               "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/="
                                               "-fmacro-prefix-map=../../=")

if(AOTS_MARCH)
  include(CheckCXXCompilerFlag)
  string(MAKE_C_IDENTIFIER "AOTS_ACCEPTS_MARCH_${AOTS_MARCH}" aots_march_check)
  check_cxx_compiler_flag("-march=${AOTS_MARCH}" ${aots_march_check})
  if(${aots_march_check})
    target_compile_options(aots_compiler INTERFACE "-march=${AOTS_MARCH}")
  else()
    message(WARNING "The compiler does not know -march=${AOTS_MARCH}; building for its default.")
  endif()
endif()

if(AOTS_LIBRARY_ASSERTIONS)
  target_compile_definitions(aots_compiler INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(AOTS_COVERAGE)
  target_compile_options(aots_compiler INTERFACE --coverage -fprofile-abs-path
                                                 -fprofile-update=atomic)
  target_link_options(aots_compiler INTERFACE --coverage)
endif()
if(AOTS_SANITIZE)
  target_compile_options(aots_compiler INTERFACE -fsanitize=${AOTS_SANITIZE}
                                                 -fno-sanitize-recover=all)
  target_link_options(aots_compiler INTERFACE -fsanitize=${AOTS_SANITIZE})
endif()
if(AOTS_FUZZ)
  target_compile_options(aots_compiler INTERFACE -fsanitize=fuzzer-no-link)
endif()
if((AOTS_COVERAGE OR AOTS_SANITIZE) AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Instrumentation makes GCC 12 see paths that do not exist.
  target_compile_options(aots_compiler INTERFACE -Wno-maybe-uninitialized -Wno-null-dereference)
endif()

# What programs are compiled with besides: GCC 12 sees null pointers in the vectors that the headers
# of CLI11 grow, where there are none.
add_library(aots_program_compiler INTERFACE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(aots_program_compiler INTERFACE -Wno-null-dereference)
endif()
