# embed_files(api_pages ROOT ${CMAKE_CURRENT_SOURCE_DIR} HEADER api/pages/embedded.hpp FILES start/index.html …)
#
# Makes the files part of the program: a .cpp with one raw string a file, written anew when one of them changes. Text
# only, and each under 64 KB, which every compiler takes as one literal. The header declares what the .cpp defines:
#   namespace <NAMESPACE> { struct EmbeddedFile { std::string_view name, digest, bytes; };
#                           extern const EmbeddedFile embedded_files[]; extern const std::size_t embedded_files_count; }
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

  function(embed_files target)
    cmake_parse_arguments(ARG "" "ROOT;HEADER;NAMESPACE" "FILES" ${ARGN})
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
    list(TRANSFORM ARG_FILES PREPEND ${ARG_ROOT}/ OUTPUT_VARIABLE paths)
    string(REPLACE ";" "," names "${ARG_FILES}")
    add_custom_command(
      OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DROOT=${ARG_ROOT} -DHEADER=${ARG_HEADER}
              -DNAMESPACE=${ARG_NAMESPACE} -DNAMES=${names} -P ${EMBED_SCRIPT}
      DEPENDS ${paths} ${EMBED_SCRIPT}
      COMMENT "Embedding the files of ${target}"
      VERBATIM)
    target_sources(${target} PRIVATE ${output})
  endfunction()
  return()
endif()

string(REPLACE "," ";" names "${NAMES}")
set(entries "")
set(count 0)
foreach(name IN LISTS names)
  file(READ ${ROOT}/${name} text)
  file(SHA256 ${ROOT}/${name} digest)
  file(SIZE ${ROOT}/${name} size)
  string(LENGTH "${text}" length)
  string(FIND "${text}" ")embed\"" clash)
  if(size GREATER 65000 OR NOT length EQUAL size OR NOT clash EQUAL -1)
    message(FATAL_ERROR "expected text of at most 65,000 bytes without the raw string's end, but ${name} is not")
  endif()
  string(SUBSTRING ${digest} 0 16 digest)
  string(APPEND entries "    {\"${name}\", \"${digest}\", R\"embed(${text})embed\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"${HEADER}\"

namespace ${NAMESPACE} {

const EmbeddedFile embedded_files[] = {
${entries}};
const std::size_t embedded_files_count = ${count};

}  // namespace ${NAMESPACE}
")
