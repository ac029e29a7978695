# make install PREFIX=DIR: the program, the shared library that it needs, and the configurations.

if(TARGET aots)
  set(aots_private_libraries "${CMAKE_INSTALL_LIBDIR}/aots")
  file(RELATIVE_PATH aots_up "/${CMAKE_INSTALL_BINDIR}" "/${aots_private_libraries}")
  set_target_properties(aots PROPERTIES INSTALL_RPATH "$ORIGIN/${aots_up}")
  install(TARGETS aots RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(PROGRAMS "${DUCKDB_LIBRARY}" DESTINATION "${aots_private_libraries}")
endif()
if(EXISTS "${CMAKE_SOURCE_DIR}/configs")
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/configs/" DESTINATION "${CMAKE_INSTALL_DATADIR}/aots/configs")
endif()
get_property(aots_room_targets GLOBAL PROPERTY AOTS_ROOM_TARGETS)
