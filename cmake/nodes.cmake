# millrace_nodes(routing enqueue queue_status …)
#
# The node types of one category, a word each. For every word the category's folder holds three files: <word>.cpp with
# the function `NodeType <category>_<word>()`, its help <word>.md and its cases <word>.flowtest. A missing one stops
# here, with the sentence that says which to create.
function(millrace_nodes category)
  foreach(word ${ARGN})
    foreach(extension cpp md flowtest)
      set(file ${CMAKE_CURRENT_SOURCE_DIR}/${word}.${extension})
      if(NOT EXISTS ${file})
        message(FATAL_ERROR "The node type ${category}.${word} needs ${file}: create it, or take the word out of "
                            "${CMAKE_CURRENT_SOURCE_DIR}/CMakeLists.txt. scripts/new_node.py writes all three.")
      endif()
    endforeach()
    set_property(GLOBAL APPEND PROPERTY MILLRACE_NODE_SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/${word}.cpp)
    set_property(GLOBAL APPEND PROPERTY MILLRACE_NODE_TYPES "${category}_${word}|${CMAKE_CURRENT_SOURCE_DIR}/${word}.md")
  endforeach()
endfunction()

# Every .lua file below a folder is a node type: help beside it, cases beside it. The folder is the list.
function(millrace_lua_nodes folder)
  file(GLOB_RECURSE scripts CONFIGURE_DEPENDS ${folder}/*.lua)
  foreach(script ${scripts})
    foreach(extension md flowtest)
      string(REGEX REPLACE "lua$" ${extension} file ${script})
      if(NOT EXISTS ${file})
        message(FATAL_ERROR "The node type ${script} needs ${file}: create it.")
      endif()
    endforeach()
    set_property(GLOBAL APPEND PROPERTY MILLRACE_LUA_NODES ${script})
  endforeach()
endfunction()

# A file as a C++ raw string literal. Literals have a length limit, so long files become several.
function(millrace_literal file result)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  set(literal "")
  string(LENGTH "${text}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 part)
    string(APPEND literal "R\"millrace(${part})millrace\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  if(literal STREQUAL "")
    set(literal "\"\"")
  endif()
  set(${result} "${literal}" PARENT_SCOPE)
endfunction()

# Writes the one source that names them all.
function(millrace_write_catalogue output)
  get_property(types GLOBAL PROPERTY MILLRACE_NODE_TYPES)
  get_property(scripts GLOBAL PROPERTY MILLRACE_LUA_NODES)
  set(declarations "")
  set(additions "")
  foreach(entry ${types})
    string(REPLACE "|" ";" parts "${entry}")
    list(GET parts 0 name)
    list(GET parts 1 help)
    string(REGEX REPLACE "md$" "flowtest" cases ${help})
    millrace_literal(${help} text)
    millrace_literal(${cases} played)
    string(APPEND declarations "NodeType ${name}();\n")
    string(APPEND additions "    add(catalogue, ${name}(), ${text}, ${played});\n")
  endforeach()
  foreach(script ${scripts})
    string(REGEX REPLACE "lua$" "md" help ${script})
    string(REGEX REPLACE "lua$" "flowtest" cases ${script})
    millrace_literal(${script} source)
    millrace_literal(${help} text)
    millrace_literal(${cases} played)
    file(RELATIVE_PATH shown ${CMAKE_SOURCE_DIR} ${script})
    string(APPEND additions "    add_script(catalogue, \"${shown}\", ${source}, ${text}, ${played});\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT "// Written by CMake from the categories' lists.
#include \"nodes/catalogue_parts.hpp\"

namespace millrace::nodes {

@declarations@
void add_shipped(Catalogue& catalogue) {
@additions@}

}  // namespace millrace::nodes
" @ONLY)
endfunction()
