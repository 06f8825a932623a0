# millrace_library(engine_value DEPENDS engine_base [LIBRARIES fmt::fmt])
#
# One library target a folder: every .cpp of the folder (and, with SUBDIRS, of the named folders below) that is not a
# test, a benchmark or a fuzzer. thing_test.cpp files become the program <name>_test. SEPARATE names the sources whose
# unnamed namespaces use the same names, so that they cannot be compiled as one (MILLRACE_UNITY).
function(millrace_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;PRIVATE_LIBRARIES;SUBDIRS;TEST_DEPENDS;SEPARATE" ${ARGN})
  set_source_files_properties(${ARG_SEPARATE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  foreach(sub ${ARG_SUBDIRS})
    file(GLOB more CONFIGURE_DEPENDS ${sub}/*.cpp)
    list(APPEND sources ${more})
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)\\.cpp$")

  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC millrace_flags ${ARG_DEPENDS} ${ARG_LIBRARIES} PRIVATE ${ARG_PRIVATE_LIBRARIES})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE millrace_flags ${ARG_DEPENDS} ${ARG_LIBRARIES})
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} ${ARG_TEST_DEPENDS} catch_main)
    test_is_quick_to_build(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_property(GLOBAL APPEND PROPERTY MILLRACE_TESTS ${name}_test)
  endif()
endfunction()

# Half of a whole build is tests, and most of that is Catch2's macros: what they expand to is not worth optimising.
function(test_is_quick_to_build target)
  if(NOT MILLRACE_SANITIZE)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Dev>:-O0> $<$<CONFIG:Dev>:-g0>)
  endif()
endfunction()

# Catch2 v2's main is slow to compile: once for all test programs.
add_library(catch_main STATIC ${CMAKE_SOURCE_DIR}/cmake/catch_main.cpp)
target_link_libraries(catch_main PUBLIC Catch2::Catch2 millrace_flags)
target_compile_definitions(catch_main PUBLIC CATCH_CONFIG_FAST_COMPILE)
