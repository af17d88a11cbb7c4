# SPDX-License-Identifier: Apache-2.0
# concordat_module(intake/read NEEDS base LIBS PkgConfig::SODIUM)
#   Builds src/intake/read/*.cpp (without *_test.cpp) into the library concordat_intake_read, and the *_test.cpp
#   beside them into the test program intake_read_test. NEEDS is also what tests/tidy holds the includes against.
#   APART: its tests cannot be compiled several at a time, because two of the files have the same local name.
#   ALONE a.cpp b.cpp: sources of the library that share a local name with another, and so are compiled by themselves.
#   SLOW, right behind the name: its tests start databases or processes, and are not part of ./test --fast.


# Compiles the target's sources BATCH at a time (0: all) where CONCORDAT_MERGE is on: headers are read once for all of them.
# Their warnings of shadowed names and of local types in a header are about the merge; a build file by file keeps them.
function(concordat_merge TARGET BATCH)
  if(CONCORDAT_MERGE)
    set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${BATCH})
    target_compile_options(${TARGET} PRIVATE -Wno-shadow -Wno-subobject-linkage)
  endif()
endfunction()

function(concordat_module NAME)
  cmake_parse_arguments(M "SLOW;APART" "" "ALONE;NEEDS;LIBS;TEST_NEEDS;TEST_LIBS" ${ARGN})
  string(REPLACE "/" "_" FLAT ${NAME})
  set(DIR ${CMAKE_SOURCE_DIR}/src/${NAME})
  file(GLOB SOURCES CONFIGURE_DEPENDS ${DIR}/*.cpp)
  set(TESTS ${SOURCES})
  list(FILTER SOURCES EXCLUDE REGEX "(_test|/main|_main)\\.cpp$")
  list(FILTER TESTS INCLUDE REGEX "_test\\.cpp$")
  set(TARGET concordat_${FLAT})
  if(SOURCES)
    add_library(${TARGET} STATIC ${SOURCES})
    if(M_ALONE)
      list(TRANSFORM M_ALONE PREPEND ${DIR}/)
      set_source_files_properties(${M_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
    concordat_merge(${TARGET} 0)
    set(SCOPE PUBLIC)
    set(OWN PRIVATE)
  else()
    add_library(${TARGET} INTERFACE)
    set(SCOPE INTERFACE)
    set(OWN INTERFACE)
  endif()
  target_link_libraries(${TARGET} ${SCOPE} concordat_options ${M_LIBS})
  foreach(NEED ${M_NEEDS})
    string(REPLACE "/" "_" NEED_FLAT ${NEED})
    target_link_libraries(${TARGET} ${SCOPE} concordat_${NEED_FLAT})
  endforeach()
  if(CONCORDAT_TESTS AND TESTS)
    add_executable(${FLAT}_test ${TESTS})
    if(NOT M_APART)
      concordat_merge(${FLAT}_test 8)
    endif()
    target_link_libraries(${FLAT}_test PRIVATE ${TARGET} GTest::gtest GTest::gmock GTest::gtest_main ${M_TEST_LIBS})
    foreach(NEED ${M_TEST_NEEDS})
      string(REPLACE "/" "_" NEED_FLAT ${NEED})
      target_link_libraries(${FLAT}_test PRIVATE concordat_${NEED_FLAT})
    endforeach()
    target_compile_definitions(${FLAT}_test PRIVATE CONCORDAT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
      CONCORDAT_BINARY_DIR="${CMAKE_BINARY_DIR}")
    # One ctest entry a program keeps start-up cheap; ./test counts the cases inside it.
    add_test(NAME ${FLAT} COMMAND ${FLAT}_test --gtest_brief=0)
    set(LABELS "unit;fast")
    if(M_SLOW)
      set(LABELS unit)
    endif()
    set_tests_properties(${FLAT} PROPERTIES TIMEOUT 600 LABELS "${LABELS}")
  endif()
endfunction()
