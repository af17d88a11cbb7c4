# SPDX-License-Identifier: Apache-2.0
# Compiler options and outside libraries, in one place.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(concordat_options INTERFACE)
target_compile_options(concordat_options INTERFACE
  # Where several files are compiled as one, what shadows a name of another file shadows nothing in its own.
  -Wall -Wextra -Wconversion $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow> -Werror
  # libstdc++ 12's stable_sort calls what it deprecates, and clang says so; g++ still reports our own calls.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
target_include_directories(concordat_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(CONCORDAT_SANITIZE)
  target_compile_options(concordat_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(concordat_options INTERFACE -fsanitize=address,undefined)
endif()
# Links the tests in a quarter of the time that the default linker takes.
find_program(LLD_PROGRAM ld.lld)
if(CONCORDAT_TESTS AND LLD_PROGRAM)
  target_link_options(concordat_options INTERFACE -fuse-ld=lld)
endif()
if(CONCORDAT_FUZZ)
  target_compile_options(concordat_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CONCORDAT_COVERAGE)
  target_compile_options(concordat_options INTERFACE --coverage)
  target_link_options(concordat_options INTERFACE --coverage)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(simdjson REQUIRED)
find_package(PROJ REQUIRED)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
# PKCS#11 is a header only: a token's own library is loaded while the signer runs.
pkg_get_variable(P11KIT_INCLUDES p11-kit-1 includedir)
add_library(pkcs11_headers INTERFACE)
target_include_directories(pkcs11_headers SYSTEM INTERFACE ${P11KIT_INCLUDES}/p11-kit-1)
pkg_check_modules(OATH REQUIRED IMPORTED_TARGET liboath)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(FYAML REQUIRED IMPORTED_TARGET libfyaml)
find_package(prometheus-cpp CONFIG REQUIRED)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-i18n icu-uc)
if(CONCORDAT_TESTS OR CONCORDAT_BENCH)
  find_package(ZLIB REQUIRED)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  find_package(rapidcheck QUIET)
endif()
