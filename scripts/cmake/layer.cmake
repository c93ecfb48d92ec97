# proeftuin_layer(NAME base SOURCES a.c ... LAYERS lower ... LIBS pkg::x ... [PLAIN])
#
# One folder of core/ as a static library `proeftuin_NAME`. Its headers are included as <folder>/<file>.h by
# whoever links it. To make an include upwards impossible, each layer's headers are offered through a
# directory of its own that holds nothing but a link to that folder: build/include/NAME/NAME -> core/NAME.
# PLAIN builds a second copy, `proeftuin_NAME_plain`, without sanitizers, for the runner.

set(PROEFTUIN_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wvla -Wformat=2 -Wswitch-enum $<$<BOOL:${PROEFTUIN_WERROR}>:-Werror>
    # snprintf is how texts are cut to their limit here
    $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>)

function(proeftuin_flags target)
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:${PROEFTUIN_WARNINGS}>
    -fno-strict-aliasing -fstack-protector-strong -ffp-contract=off)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
endfunction()

function(proeftuin_instrument target)
  if(PROEFTUIN_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${PROEFTUIN_SANITIZE} -fno-omit-frame-pointer
      -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${PROEFTUIN_SANITIZE})
    if(PROEFTUIN_FUZZ)
      target_compile_options(${target} PUBLIC -fsanitize=fuzzer-no-link)
    endif()
  endif()
  if(PROEFTUIN_COVERAGE)
    target_compile_options(${target} PUBLIC --coverage)
    target_link_options(${target} PUBLIC --coverage)
  endif()
endfunction()

function(proeftuin_layer)
  cmake_parse_arguments(L "PLAIN" "NAME" "SOURCES;LAYERS;LIBS" ${ARGN})
  set(inc ${CMAKE_BINARY_DIR}/include/${L_NAME})
  file(MAKE_DIRECTORY ${inc})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${inc}/${L_NAME} SYMBOLIC)
  set(variants proeftuin_${L_NAME})
  if(L_PLAIN)
    list(APPEND variants proeftuin_${L_NAME}_plain)
  endif()
  foreach(target ${variants})
    add_library(${target} STATIC ${L_SOURCES})
    target_include_directories(${target} PUBLIC ${inc})
    proeftuin_flags(${target})
    target_link_libraries(${target} PUBLIC ${L_LIBS} Threads::Threads)
    if(target MATCHES "_plain$")
      foreach(lower ${L_LAYERS})
        target_link_libraries(${target} PUBLIC proeftuin_${lower}_plain)
      endforeach()
    else()
      proeftuin_instrument(${target})
      foreach(lower ${L_LAYERS})
        target_link_libraries(${target} PUBLIC proeftuin_${lower})
      endforeach()
    endif()
  endforeach()
endfunction()

# proeftuin_test(NAME LAYERS lower ... LIBS ...): one cmocka program tests/unit/<...>/NAME.c
function(proeftuin_test)
  cmake_parse_arguments(T "" "NAME" "SOURCES;LAYERS;LIBS" ${ARGN})
  add_executable(${T_NAME} ${T_SOURCES})
  proeftuin_flags(${T_NAME})
  target_link_libraries(${T_NAME} PRIVATE ${T_LIBS} cmocka)
  foreach(lower ${T_LAYERS})
    target_link_libraries(${T_NAME} PRIVATE proeftuin_${lower})
  endforeach()
  add_test(NAME unit.${T_NAME} COMMAND ${T_NAME} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(unit.${T_NAME} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
