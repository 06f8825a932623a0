# The studio is a web application: Node and npm build it, once for all presets, and its files become part of the program.
option(MILLRACE_STUDIO "Build the web studio into the program; needs Node 18 and npm" ON)

# target_embeds_studio(api_pages): with the studio, or with nothing in its place.
function(target_embeds_studio target)
  find_program(MILLRACE_NODE node)
  find_program(MILLRACE_NPM npm)
  if(MILLRACE_STUDIO AND NOT (MILLRACE_NODE AND MILLRACE_NPM))
    message(WARNING "The program is built without its studio: expected Node 18 and npm, but they are not both here. "
                    "scripts/bootstrap installs them; -DMILLRACE_STUDIO=OFF says that this is meant.")
  endif()
  if(NOT (MILLRACE_STUDIO AND MILLRACE_NODE AND MILLRACE_NPM))
    target_sources(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/studio/none.cpp)
    return()
  endif()

  set(folder ${CMAKE_SOURCE_DIR}/studio)
  set(out ${CMAKE_SOURCE_DIR}/build/studio)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/src/*)
  list(FILTER sources EXCLUDE REGEX "\\.test\\.tsx?$")
  add_custom_command(
    OUTPUT ${out}/studio.cpp ${out}/studio.bin
    COMMAND ${CMAKE_SOURCE_DIR}/scripts/build_studio
    DEPENDS ${sources} ${folder}/index.html ${folder}/vite.config.ts ${folder}/tsconfig.json
            ${folder}/package-lock.json ${folder}/scripts/pack.mjs ${CMAKE_SOURCE_DIR}/scripts/build_studio
    COMMENT "Building the studio"
    VERBATIM)
  target_sources(${target} PRIVATE ${out}/studio.cpp)
  set_source_files_properties(${out}/studio.cpp PROPERTIES
    OBJECT_DEPENDS ${out}/studio.bin SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
