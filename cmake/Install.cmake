# make install PREFIX=DIR: the program, the rooms as libraries with their headers (find_package(aots)),
# the shared library that both need, configurations, manual page and licences.

set(aots_private "${CMAKE_INSTALL_LIBDIR}/aots")
set(aots_package "${aots_private}/cmake")

if(TARGET aots)
  file(RELATIVE_PATH aots_up "/${CMAKE_INSTALL_BINDIR}" "/${aots_private}")
  set_target_properties(aots PROPERTIES INSTALL_RPATH "$ORIGIN/${aots_up}")
  install(TARGETS aots RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
file(REAL_PATH "${DUCKDB_LIBRARY}" aots_duckdb)
install(PROGRAMS "${aots_duckdb}" DESTINATION "${aots_private}" RENAME libduckdb.so)

get_property(aots_installed GLOBAL PROPERTY AOTS_INSTALLED_TARGETS)
install(
  TARGETS ${aots_installed}
  EXPORT aots
  ARCHIVE DESTINATION "${aots_private}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/aots")
install(EXPORT aots NAMESPACE aots:: FILE aotsTargets.cmake DESTINATION "${aots_package}")

include(CMakePackageConfigHelpers)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/aotsConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_SOURCE_DIR}/cmake/aotsConfig.cmake"
              "${CMAKE_SOURCE_DIR}/cmake/FindSOCI.cmake"
              "${CMAKE_BINARY_DIR}/aotsConfigVersion.cmake" DESTINATION "${aots_package}")

if(EXISTS "${CMAKE_SOURCE_DIR}/configs")
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/configs/" DESTINATION "${CMAKE_INSTALL_DATADIR}/aots/configs")
endif()
if(EXISTS "${CMAKE_SOURCE_DIR}/docs/aots.1")
  install(FILES "${CMAKE_SOURCE_DIR}/docs/aots.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
foreach(dependency duckdb echarts)
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/.deps/${dependency}/" OPTIONAL
          DESTINATION "${CMAKE_INSTALL_DOCDIR}/${dependency}"
          FILES_MATCHING PATTERN LICENSE PATTERN NOTICE)
endforeach()
