# The version (PROJECT_VERSION of the top CMakeLists.txt) and the git commit of the build, as the
# target aots_version and the header "aots/version.hpp". The commit is looked up on every build, and
# nothing is compiled again unless it changed.

set(aots_version_folder "${CMAKE_BINARY_DIR}/generated/version")
add_custom_target(
  aots_version_stamp
  COMMAND
    "${CMAKE_COMMAND}" "-DSOURCE_DIR=${CMAKE_SOURCE_DIR}" "-DVERSION=${PROJECT_VERSION}"
    "-DOUTPUT=${aots_version_folder}/version.cpp" -P "${CMAKE_SOURCE_DIR}/cmake/WriteVersion.cmake"
  BYPRODUCTS "${aots_version_folder}/version.cpp"
  COMMENT "Looking up the git commit"
  VERBATIM)
add_library(aots_version STATIC "${aots_version_folder}/version.cpp")
add_dependencies(aots_version aots_version_stamp)
target_include_directories(aots_version PUBLIC "${CMAKE_SOURCE_DIR}/cmake/include")
target_link_libraries(aots_version PRIVATE aots_compiler)
