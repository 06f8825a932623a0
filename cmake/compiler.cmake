# One place for flags. Dev trades optimisation for build time; Release is what is measured.
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

add_library(millrace_flags INTERFACE)
target_compile_options(millrace_flags INTERFACE -Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(millrace_flags INTERFACE -Wno-restrict)  # misjudges "literal" + std::string: GCC bug 105651
endif()
target_include_directories(millrace_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(MILLRACE_WERROR)
  target_compile_options(millrace_flags INTERFACE -Werror)
endif()
if(MILLRACE_PLANTED_FAULTS)
  target_compile_definitions(millrace_flags INTERFACE MILLRACE_PLANTED_FAULTS=1)
endif()
if(MILLRACE_SANITIZE)
  # g++ 12 misjudges library headers once they are instrumented; the plain builds judge the same code.
  target_compile_options(millrace_flags INTERFACE -fsanitize=${MILLRACE_SANITIZE} -fno-sanitize-recover=all
    -Wno-maybe-uninitialized -Wno-tsan)
  target_link_options(millrace_flags INTERFACE -fsanitize=${MILLRACE_SANITIZE})
endif()
if(MILLRACE_SANITIZE MATCHES "thread")
  target_compile_definitions(millrace_flags INTERFACE MILLRACE_PLAIN_THREADS=1)
endif()

# Most of the time goes into reading the same headers for each source. Sources of a folder compiled as one make a whole
# build three times as fast, and the next one after a change some seconds slower: so every preset but dev does it.
if(MILLRACE_UNITY)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # An unnamed namespace in what is included warns, and here each source is included.
    target_compile_options(millrace_flags INTERFACE -Wno-subobject-linkage)
  endif()
endif()

find_program(MILLRACE_CCACHE ccache)
if(MILLRACE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MILLRACE_CCACHE})
endif()
find_program(MILLRACE_LLD ld.lld)
if(MILLRACE_LLD)
  add_link_options(-fuse-ld=lld)
endif()
