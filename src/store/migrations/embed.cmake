# SPDX-License-Identifier: Apache-2.0
# Turns FOLDER/hub/NNN_name.sql and FOLDER/keys/NNN_name.sql into OUTPUT, a C++ file with their texts.
set(TEXT "// Made by src/store/migrations/embed.cmake. Change the .sql files instead.\n")
string(APPEND TEXT "#include \"store/migrate.h\"\n\nnamespace concordat::store {\n\n")
foreach(SCHEMA hub keys)
  file(GLOB FILES ${FOLDER}/${SCHEMA}/*.sql)
  list(SORT FILES)
  string(APPEND TEXT "namespace {\nconstexpr Migration ${SCHEMA}_migrations[] = {\n")
  set(EXPECTED 1)
  foreach(FILE ${FILES})
    get_filename_component(NAME ${FILE} NAME_WE)
    if(NOT NAME MATCHES "^([0-9][0-9][0-9])_([a-z_]+)$")
      message(FATAL_ERROR "${FILE}: name it NNN_words.sql")
    endif()
    math(EXPR NUMBER "1${CMAKE_MATCH_1} - 1000")
    if(NOT NUMBER EQUAL EXPECTED)
      message(FATAL_ERROR "${FILE}: the next number is ${EXPECTED}")
    endif()
    math(EXPR EXPECTED "${EXPECTED} + 1")
    file(READ ${FILE} SQL)
    string(APPEND TEXT "    {Schema::${SCHEMA}, ${NUMBER}, \"${CMAKE_MATCH_2}\", R\"sql(${SQL})sql\"},\n")
  endforeach()
  string(APPEND TEXT "};\n}  // namespace\n\n")
endforeach()
string(APPEND TEXT "std::span<Migration const> migrations(Schema schema) {\n"
  "  return schema == Schema::hub ? std::span<Migration const>{hub_migrations}\n"
  "                               : std::span<Migration const>{keys_migrations};\n}\n\n"
  "}  // namespace concordat::store\n")
file(WRITE ${OUTPUT} "${TEXT}")
