# Findllhttp: the HTTP parser llhttp from the distribution, as target llhttp::llhttp.
#
# Where there is a library (libllhttp-dev on newer Debian and Ubuntu) it is linked. Debian 12 has the C sources
# only, in the package node-llhttp: they are compiled here into a static library, without our warning flags.
if(TARGET llhttp::llhttp)
  return()
endif()

find_path(LLHTTP_INCLUDE_DIR llhttp.h PATH_SUFFIXES llhttp PATHS /usr/share/include)
find_library(LLHTTP_LIBRARY llhttp)
find_path(LLHTTP_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp NO_DEFAULT_PATH)
mark_as_advanced(LLHTTP_INCLUDE_DIR LLHTTP_LIBRARY LLHTTP_SOURCE_DIR)

if(LLHTTP_INCLUDE_DIR)
  set(llhttp_version "")
  foreach(part MAJOR MINOR PATCH)
    file(STRINGS ${LLHTTP_INCLUDE_DIR}/llhttp.h line REGEX "^#define LLHTTP_VERSION_${part} [0-9]+")
    string(REGEX REPLACE ".* ([0-9]+).*" "\\1" number "${line}")
    list(APPEND llhttp_version ${number})
  endforeach()
  list(JOIN llhttp_version "." llhttp_VERSION)
endif()

if(LLHTTP_LIBRARY)
  set(llhttp_from ${LLHTTP_LIBRARY})
elseif(LLHTTP_SOURCE_DIR)
  set(llhttp_from ${LLHTTP_SOURCE_DIR})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(llhttp REQUIRED_VARS LLHTTP_INCLUDE_DIR llhttp_from VERSION_VAR llhttp_VERSION
  REASON_FAILURE_MESSAGE "install the Debian package libllhttp-dev or, on Debian 12, node-llhttp")

if(llhttp_FOUND AND LLHTTP_LIBRARY)
  add_library(llhttp::llhttp UNKNOWN IMPORTED)
  set_target_properties(llhttp::llhttp PROPERTIES IMPORTED_LOCATION ${LLHTTP_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${LLHTTP_INCLUDE_DIR})
elseif(llhttp_FOUND)
  add_library(llhttp STATIC ${LLHTTP_SOURCE_DIR}/llhttp.c ${LLHTTP_SOURCE_DIR}/http.c ${LLHTTP_SOURCE_DIR}/api.c)
  target_include_directories(llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE_DIR})
  target_compile_options(llhttp PRIVATE -w)
  add_library(llhttp::llhttp ALIAS llhttp)
endif()
