// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/chance.h"
#include "intake/read/decode.h"
#include "intake/read/read_fault.h"
#include "intake/read/read_testing.h"

namespace concordat::intake {
namespace {

using ::testing::ElementsAre;
using testing::read;
using Lines = std::vector<std::vector<std::string>>;

struct JsonFile {
  char const* name;
  std::string bytes;
  Format format;
  std::vector<std::string> columns;
  Lines data;
};

class JsonFiles : public ::testing::TestWithParam<JsonFile> {};

TEST_P(JsonFiles, AreReadAsTables) {
  auto const table = read(GetParam().bytes);
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(name_of(table.head.format), name_of(GetParam().format));
  EXPECT_EQ(table.head.columns, GetParam().columns);
  EXPECT_EQ(table.cells_of(RowKind::data), GetParam().data);
  EXPECT_EQ(table.head.header_row, 0U);
}

std::vector<std::string> const ab{"a", "b"};

INSTANTIATE_TEST_SUITE_P(
    Json, JsonFiles,
    ::testing::Values(
        JsonFile{"array", R"([{"a":"x","b":1},{"a":"y","b":2}])", Format::json, ab, {{"x", "1"}, {"y", "2"}}},
        JsonFile{"spread_out",
                 " [\n {\n \"a\" : \"x\" ,\n\"b\":1 }\n ,\n{\"b\":2,\"a\":\"y\"} ]\n",
                 Format::json,
                 ab,
                 {{"x", "1"}, {"y", "2"}}},
        JsonFile{"lines",
                 "{\"a\":\"x\",\"b\":1}\n{\"a\":\"y\",\"b\":2}\n",
                 Format::json_lines,
                 ab,
                 {{"x", "1"}, {"y", "2"}}},
        JsonFile{"lines_with_gaps",
                 "{\"a\":\"x\"}\r\n\r\n{\"b\":2}",
                 Format::json_lines,
                 ab,
                 {{"x", ""}, {"", "2"}}},
        JsonFile{"one_object", R"({"a":"x","b":1})", Format::json_lines, ab, {{"x", "1"}}},
        JsonFile{"with_mark", "\xef\xbb\xbf[{\"a\":\"x\",\"b\":1}]", Format::json, ab, {{"x", "1"}}},
        JsonFile{"keys_of_all", R"([{"a":1},{"b":2}])", Format::json, ab, {{"1", ""}, {"", "2"}}},
        JsonFile{"nested_once",
                 R"([{"a":{"x":1,"y":{"z":2}},"b":[1, {"c":2}]}])",
                 Format::json,
                 {"a.x", "a.y", "b"},
                 {{"1", R"({"z":2})", R"([1, {"c":2}])"}}},
        JsonFile{"exact_numbers",
                 R"([{"a":12345678901234567890123,"b":1.10000000000000000000001},{"a":-0.0,"b":1E+2}])",
                 Format::json,
                 ab,
                 {{"12345678901234567890123", "1.10000000000000000000001"}, {"-0.0", "1E+2"}}},
        JsonFile{"words",
                 R"([{"a":true,"b":null},{"a":false,"b":"null"}])",
                 Format::json,
                 ab,
                 {{"true", ""}, {"false", "null"}}},
        JsonFile{"escapes",
                 R"([{"a":"\"\u00e9\n\ud83d\ude00\\","b":"}]{["}])",
                 Format::json,
                 ab,
                 {{"\"\xc3\xa9\n\xf0\x9f\x98\x80\\", "}]{["}}},
        JsonFile{"names_made_distinct",
                 R"([{"a ":"x"," a":1,"":2}])",
                 Format::json,
                 {"a", "a (2)", "column 3"},
                 {{"x", "1", "2"}}}),
    [](auto const& file) { return std::string{file.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Geo, JsonFiles,
    ::testing::Values(
        JsonFile{"points",
                 R"({"type":"FeatureCollection","crs":{"type":"name"},"features":[
                    {"type":"Feature","properties":{"ward":"Abbey"},"geometry":{"type":"Point",)"
                 R"("coordinates":[-1.13, 52.630]}},
                    {"type":"Feature","geometry":{"coordinates":[-1.2,52.7,80],"type":"Point"},"id":7,)"
                 R"("properties":{"ward":"Oadby"}}
                    ],"generator":"x"})",
                 Format::geojson,
                 {"ward", "longitude", "latitude", "altitude", "feature_id"},
                 {{"Abbey", "-1.13", "52.630", "", ""}, {"Oadby", "-1.2", "52.7", "80", "7"}}},
        JsonFile{"other_shapes_stay_text",
                 R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":1},)"
                 R"("geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]})",
                 Format::geojson,
                 {"n", "geometry", "longitude", "latitude"},
                 {{"1", R"({"type":"LineString","coordinates":[[1,2],[3,4]]})", "", ""}}},
        JsonFile{"no_place_and_no_properties",
                 R"({"features":[{"type":"Feature","properties":{"n":1},"geometry":null},{"type":"Feature",)"
                 R"("properties":null,"geometry":{"type":"Point","coordinates":[1,2]}}],)"
                 R"("type":"FeatureCollection"})",
                 Format::geojson,
                 {"n", "longitude", "latitude"},
                 {{"1", "", ""}, {"", "1", "2"}}},
        JsonFile{"a_property_called_longitude",
                 R"({"type":"FeatureCollection","features":[{"properties":{"longitude":9},)"
                 R"("geometry":{"type":"Point","coordinates":[1,2]}}]})",
                 Format::geojson,
                 {"longitude", "longitude (2)", "latitude"},
                 {{"9", "1", "2"}}}),
    [](auto const& file) { return std::string{file.param.name}; });

struct BrokenJson {
  char const* name;
  std::string bytes;
  char const* code;
  std::uint64_t row;
};

class BrokenJsons : public ::testing::TestWithParam<BrokenJson> {};

TEST_P(BrokenJsons, SayWhatAndWhere) {
  auto const table = read(GetParam().bytes, {.format = Format::json});
  ASSERT_EQ(table.code(), GetParam().code);
  EXPECT_EQ(table.problem->where.row, GetParam().row);
}

std::string nest(int depth) {
  std::string out = R"([{"a":)";
  for (int i = 0; i < depth; ++i) out += "[";
  for (int i = 0; i < depth; ++i) out += "]";
  return out + "}]";
}

INSTANTIATE_TEST_SUITE_P(
    Json, BrokenJsons,
    ::testing::Values(
        BrokenJson{"no_json", "hello", "json.not-an-object", 1},
        BrokenJson{"empty_array", "[]", "file.empty", 0},
        BrokenJson{"array_of_numbers", "[1,2]", "json.not-an-object", 1},
        BrokenJson{"number_among_objects", R"([{"a":1},2])", "json.not-an-object", 2},
        BrokenJson{"no_comma", R"([{"a":1} {"a":2}])", "json.malformed", 2},
        BrokenJson{"text_behind", R"([{"a":1}] x)", "json.malformed", 1},
        BrokenJson{"cut_in_an_object", R"([{"a":1},{"a":)", "json.unfinished", 2},
        BrokenJson{"cut_between", R"([{"a":1},)", "json.unfinished", 2},
        BrokenJson{"cut_in_a_string", R"([{"a":1},{"a":"x)", "json.unfinished", 2},
        BrokenJson{"crossed_brackets", R"([{"a":1},{"a":[1}]])", "json.malformed", 2},
        BrokenJson{"bare_word", R"([{"a":1},{"a":yes}])", "json.malformed", 2},
        BrokenJson{"bad_number", R"([{"a":1},{"a":01}])", "json.malformed", 2},
        BrokenJson{"no_colon", R"([{"a":1},{"a" 1}])", "json.malformed", 2},
        BrokenJson{"bad_escape", R"([{"a":1},{"a":"\x"}])", "json.malformed", 2},
        BrokenJson{"twice_the_same_key", R"([{"a":1},{"a":1,"a":2}])", "json.duplicate-key", 2},
        BrokenJson{"twice_nested", R"([{"a":{"b":1,"b":2}}])", "json.duplicate-key", 1},
        BrokenJson{"twice_by_flattening", R"([{"a":{"b":1},"a.b":2}])", "json.duplicate-key", 1},
        BrokenJson{"number_beyond_all_bounds", R"([{"a":1},{"a":1e400}])", "json.number-too-large", 2},
        BrokenJson{"nul_in_text", R"([{"a":1},{"a":"x\u0000"}])", "json.nul", 2},
        BrokenJson{"too_deep", nest(65), "json.too-deep", 1},
        BrokenJson{"long_text", "[{\"a\":1},{\"a\":\"" + std::string(1100000, 'x') + "\"}]",
                   "csv.field-too-long", 2},
        BrokenJson{"collection_without_features", R"({"type":"FeatureCollection","items":[]})",
                   "geojson.no-features", 1},
        BrokenJson{"no_features_in_it", R"({"type":"FeatureCollection","features":[]})", "file.empty", 0},
        BrokenJson{"collection_cut", R"({"type":"FeatureCollection","features":[{"properties":{"a":1}}])",
                   "json.unfinished", 1},
        BrokenJson{"lines_broken_later", "{\"a\":1}\n{\"a\":2}\n{\"a\":\n", "json.unfinished", 3},
        BrokenJson{"lines_with_commas", "{\"a\":1},\n{\"a\":2}", "json.not-an-object", 1}),
    [](auto const& file) { return std::string{file.param.name}; });

TEST(Json, DepthOfSixtyFourIsRead) {
  EXPECT_EQ(read(nest(62)).code(), "");
}

TEST(Json, KeysThatTurnUpLateAreKeptAndFlagged) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += "{\"a\":1}\n";
  bytes += "{\"a\":2,\"late\":\"x\",\"b\":{\"c\":3}}\n";
  auto const table = read(bytes);
  EXPECT_THAT(table.head.columns, ElementsAre("a"));
  ASSERT_EQ(table.rows.size(), 1001U);
  EXPECT_FALSE(table.rows[999].ragged);
  EXPECT_TRUE(table.rows[1000].ragged);
  EXPECT_THAT(table.rows[1000].cells, ElementsAre("2", "late=x", "b.c=3"));
  EXPECT_EQ(table.rows[1000].row, 1001U);
}

TEST(Json, TooManyKeysAreAProblem) {
  std::string bytes = "[{\"k0\":1";
  for (int i = 1; i <= 1000; ++i) bytes += ",\"k" + std::to_string(i) + "\":1";
  EXPECT_EQ(read(bytes + "}]").code(), "table.too-many-columns");
}

TEST(Json, RowsBeforeABreakComeOut) {
  auto const table = read(R"([{"a":1},{"a":2},{"a":}])");
  EXPECT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.code(), "json.malformed");
}

TEST(Json, LinesAreNumberedByTheFile) {
  auto const table = read("\n{\"a\":1}\n\n{\"a\":\n2}\n{\"a\":3}");
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].row, 2U);
  EXPECT_EQ(table.rows[1].row, 4U);
  EXPECT_EQ(table.rows[2].row, 6U);
}

TEST(Json, BlocksMayEndAnywhere) {
  std::string const bytes =
      R"({"type":"FeatureCollection","features":[{"properties":{"w\u00e9":"A\"\\","x":[1,"]"]},)"
      R"("geometry":{"type":"Point","coordinates":[1,2]}},)"
      "\n{\"properties\":{\"x\":12.50,\"new\":{\"a\":null}},\"geometry\":null}],\"z\":{\"q\":[1,2]}}";
  auto const whole = read(bytes);
  ASSERT_EQ(whole.code(), "");
  for (std::size_t block = 1; block < bytes.size(); ++block) {
    ReadOptions options;
    options.limits.block_bytes = block;
    options.limits.sample_bytes = 16;
    auto const split = read(bytes, options);
    EXPECT_EQ(split.code(), "");
    EXPECT_EQ(split.rows, whole.rows) << "block of " << block;
  }
}

TEST(Json, AnElementOverTheLimitIsAProblem) {
  ReadOptions options;
  options.limits.record_bytes = 200;
  options.limits.block_bytes = 64;
  options.limits.sample_bytes = 64;
  options.limits.key_sample_bytes = 64;
  auto const table = read("[{\"a\":1},{\"a\":\"" + std::string(2000, 'x') + "\"}]", options);
  EXPECT_EQ(table.code(), "table.row-too-long");
  EXPECT_EQ(table.problem->where.row, 2U);
}

TEST(Json, AnyBytesGiveCleanCellsOrAProblem) {
  SeededChance chance{5};
  std::vector<std::string> const parts{"{",
                                       "}",
                                       "[",
                                       "]",
                                       "\"a\"",
                                       ":",
                                       ",",
                                       "1",
                                       "\"\\u0041\"",
                                       "null",
                                       "\n",
                                       "\xc3\xab",
                                       "\"",
                                       "\"features\":[",
                                       "\"properties\":{",
                                       "\"geometry\":",
                                       "\\",
                                       "-1.5e3",
                                       " "};
  for (int turn = 0; turn < 5000; ++turn) {
    std::string bytes = chance.below(2) == 0 ? "[{\"a\":" : "{\"features\":[{\"properties\":{";
    for (auto left = chance.below(30); left > 0; --left) bytes += parts[chance.below(parts.size())];
    auto const table = read(bytes, {.format = Format::json});
    for (auto const& row : table.rows) {
      for (auto const& cell : row.cells) EXPECT_TRUE(is_valid_utf8(cell));
    }
  }
}

}  // namespace
}  // namespace concordat::intake
