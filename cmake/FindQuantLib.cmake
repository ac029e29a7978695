# Finds QuantLib and defines QuantLib::QuantLib. It is the oracle of tests/oracle and of a few
# benchmarks; the product never links it.

find_path(QUANTLIB_INCLUDE_DIR ql/quantlib.hpp)
find_library(QUANTLIB_LIBRARY QuantLib)
mark_as_advanced(QUANTLIB_INCLUDE_DIR QUANTLIB_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(QuantLib REQUIRED_VARS QUANTLIB_LIBRARY QUANTLIB_INCLUDE_DIR)

if(QuantLib_FOUND AND NOT TARGET QuantLib::QuantLib)
  add_library(QuantLib::QuantLib SHARED IMPORTED)
  set_target_properties(QuantLib::QuantLib PROPERTIES IMPORTED_LOCATION "${QUANTLIB_LIBRARY}"
                                                      INTERFACE_INCLUDE_DIRECTORIES "${QUANTLIB_INCLUDE_DIR}")
endif()
