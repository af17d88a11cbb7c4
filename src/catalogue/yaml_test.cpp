// SPDX-License-Identifier: Apache-2.0
#include "catalogue/yaml.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/chance.h"
#include "catalogue/decode.h"

namespace concordat::catalogue {
namespace {

std::filesystem::path shared() {
  auto const* const named = std::getenv("CONCORDAT_SHARED");
  return named != nullptr ? std::filesystem::path{named} : std::filesystem::path{CONCORDAT_SOURCE_DIR} / "../shared";
}

std::string canonical(std::string_view yaml) {
  auto const node = read_yaml(yaml, "t.yaml");
  return node ? to_json(*node).canonical() : "refused: " + node.error().code;
}

TEST(Yaml, ReadsWhatTheProfileAllows) {
  EXPECT_EQ(canonical("a: 1\nb: [x, \"y\", true, false, -7]\nc: {d: 'e f'}\n"),
            R"({"a":1,"b":["x","y",true,false,-7],"c":{"d":"e f"}})");
  EXPECT_EQ(canonical("a: >-\n  one\n  two\nb: |\n  x\n  y\n"), "{\"a\":\"one two\",\"b\":\"x\\ny\\n\"}");
  EXPECT_EQ(canonical("\xEF\xBB\xBF" "a: b\n"), R"({"a":"b"})");
  EXPECT_EQ(canonical("---\n# only a remark\na: caf\xC3\xA9\n...\n"), "{\"a\":\"caf\xC3\xA9\"}");
  EXPECT_EQ(canonical("a: \"\"\nb: []\nc: {}\n"), R"({"a":"","b":[],"c":{}})");
  EXPECT_EQ(canonical("on: a\nyes: b\n"), R"({"on":"a","yes":"b"})") << "a key is always a word";
  EXPECT_EQ(canonical("- a\n- b\n"), R"(["a","b"])");
}

TEST(Yaml, KeepsTheOrderAndThePlaces) {
  auto const node = read_yaml("zeta: 1\nalpha:\n  - {x: z, q: \"w\"}\n", "t.yaml");
  ASSERT_TRUE(node);
  ASSERT_EQ(node->entries.size(), 2U);
  EXPECT_EQ(node->entries[0].key, "zeta");
  EXPECT_EQ(node->entries[1].line, 2U);
  EXPECT_EQ(node->entries[1].column, 1U);
  auto const& inner = node->entries[1].value.items.at(0);
  EXPECT_EQ(inner.line, 3U);
  EXPECT_EQ(inner.column, 5U);
  EXPECT_EQ(inner.find("x")->column, 9U);
  EXPECT_EQ(inner.find("q")->column, 15U) << "a quoted value begins at its quote";
  EXPECT_EQ(inner.find("nothing"), nullptr);
}

TEST(Yaml, AsksForQuotesAroundWhatReadersDisagreeOn) {
  for (auto const* const scalar :
       {"yes", "No", "ON", "off", "y", "N", "~", "null", "NULL", "True", "FALSE", "010", "00", "12:30", "1_000", "1.5",
        "1e3", "1e-3", "+5", "0x1F", "0b11", "0o17", ".5", "-.5", ".inf", "-.INF", ".NaN", "1.2.3",
        "9007199254740993", "12345678901234567"}) {
    auto const node = read_yaml(fmt::format("a:\n  b: {}\n", scalar), "t.yaml");
    ASSERT_FALSE(node) << scalar;
    EXPECT_EQ(node.error().code, "yaml-ambiguous") << scalar;
    EXPECT_EQ(node.error().line, 2U) << scalar;
    EXPECT_EQ(node.error().column, 6U) << scalar;
    EXPECT_NE(node.error().remedy.find("quotes"), std::string::npos);
    auto const quoted = read_yaml(fmt::format("a:\n  b: \"{}\"\n", scalar), "t.yaml");
    ASSERT_TRUE(quoted) << scalar;
    EXPECT_EQ(quoted->find("a")->find("b")->text, scalar);
  }
  for (auto const* const scalar : {"2026-04-01", "P3Y", "J3", "no more", "C-with-condition", "1st", "10/11"}) {
    EXPECT_EQ(canonical(fmt::format("a: {}\n", scalar)), fmt::format(R"({{"a":"{}"}})", scalar));
  }
}

struct Refused {
  std::string_view name;
  std::string_view yaml;
  std::string_view code;
  std::uint32_t line;
};

TEST(Yaml, RefusesEverythingElseAndSaysWhere) {
  for (auto const& refused : {
           Refused{"anchor", "a: &x 1\nb: 2\n", "yaml-anchor", 1},
           Refused{"alias", "a: &x 1\n", "yaml-anchor", 1},
           Refused{"alias to nothing", "a: *x\n", "yaml-anchor", 1},
           Refused{"tag", "a: 1\nb: !!str x\n", "yaml-tag", 2},
           Refused{"local tag", "a: !thing x\n", "yaml-tag", 1},
           Refused{"merge", "<<: {a: 1}\n", "yaml-key", 1},
           Refused{"capital key", "A: 1\n", "yaml-key", 1},
           Refused{"key with a minus", "a-b: 1\n", "yaml-key", 1},
           Refused{"number as key", "1: 1\n", "yaml-key", 1},
           Refused{"list as key", "? [a]\n: 1\n", "yaml-key", 1},
           Refused{"key not in ASCII", "caf\xC3\xA9: 1\n", "yaml-key", 1},
           Refused{"two documents", "a: 1\n---\nb: 2\n", "yaml-many-documents", 2},
           Refused{"nothing", "", "yaml-empty", 1},
           Refused{"only a remark", "# nothing\n", "yaml-empty", 1},
           Refused{"no value", "a:\nb: 1\n", "yaml-ambiguous", 1},
           Refused{"open bracket", "a: [p, q\n", "yaml-syntax", 2},
           Refused{"tab as indentation", "a:\n\tb: 1\n", "yaml-tab", 2},
           Refused{"directive", "%YAML 1.1\n---\na: b\n", "yaml-directive", 1},
           Refused{"folded text with a line further in", "a: >-\n  one\n    two\n", "yaml-block-text", 2},
           Refused{"folded text with a blank line first", "a: >\n\n  one\n", "yaml-block-text", 2},
           Refused{"block text with a figure", "a: |2\n  one\n", "yaml-block-text", 2},
           Refused{"block text cut short", "a: |\n  one", "yaml-block-text", 2},
           Refused{"empty block text takes its neighbour", "a:\n  - |\n  - b\n", "yaml-block-text", 3},
           Refused{"value too far out", "a:\nb\n", "yaml-indentation", 2},
           Refused{"item too far out", "- \nb\n", "yaml-indentation", 2},
           Refused{"escaped control character", "a: \"x\\0y\"\n", "yaml-control-character", 1},
           Refused{"question in brackets", "a: [b ? c]\n", "yaml-ambiguous", 1},
           Refused{"tab", "a: b\tc\n", "yaml-tab", 1},
           Refused{"not UTF-8", "a: \xFF\n", "yaml-encoding", 0},
           Refused{"control character", "a: x\x01\n", "yaml-control-character", 1},
       }) {
    auto const node = read_yaml(refused.yaml, "t.yaml");
    ASSERT_FALSE(node) << refused.name;
    EXPECT_EQ(node.error().code, refused.code) << refused.name << ": " << sentence(node.error());
    EXPECT_EQ(node.error().line, refused.line) << refused.name << ": " << sentence(node.error());
    EXPECT_FALSE(node.error().remedy.empty()) << refused.name;
    EXPECT_EQ(node.error().file, "t.yaml");
  }
}

TEST(Yaml, RefusesAKeyThatComesTwiceWhereItComesTheSecondTime) {
  auto const node = read_yaml("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "t.yaml");
  ASSERT_FALSE(node);
  EXPECT_EQ(sentence(node.error()),
            "t.yaml:5:3: error: the key 'c' appears twice. Keep one of the two. [yaml-duplicate-key]");
}

TEST(Yaml, HoldsItsLimits) {
  auto nested = [](std::size_t depth) { return "a: " + std::string(depth - 1, '[') + "x" + std::string(depth - 1, ']'); };
  EXPECT_TRUE(read_yaml(nested(12), "t.yaml"));
  ASSERT_FALSE(read_yaml(nested(13), "t.yaml"));
  EXPECT_EQ(read_yaml(nested(13), "t.yaml").error().code, "yaml-too-deep");
  EXPECT_EQ(read_yaml(nested(500'000), "t.yaml").error().code, "yaml-too-deep");

  auto list = std::string{};
  for (auto index = 0; index < 20'000; ++index) list += "- x\n";
  EXPECT_EQ(read_yaml(list, "t.yaml").error().code, "yaml-too-large");
  EXPECT_TRUE(read_yaml(list, "t.yaml", {.bytes = 1 << 20, .events = 20'010, .depth = 12}));

  auto const large = "a: \"" + std::string(1024 * 1024, 'x') + "\"\n";
  EXPECT_EQ(read_yaml(large, "t.yaml").error().code, "yaml-too-large");
  EXPECT_TRUE(read_yaml(large, "t.yaml", {.bytes = 2 << 20, .events = 100, .depth = 12}));

  EXPECT_FALSE(read_yaml(std::string(65, 'k') + ": 1\n", "t.yaml"));
  EXPECT_TRUE(read_yaml(std::string(64, 'k') + ": 1\n", "t.yaml"));
}

TEST(Yaml, AFileThatIsNotThereIsAFinding) {
  auto const node = read_yaml_file("nowhere/at/all.yaml");
  ASSERT_FALSE(node);
  EXPECT_EQ(node.error().code, "cannot-read");
}

TEST(Yaml, AFileOverTheLimitIsRefusedNotCut) {
  auto const path = std::filesystem::path{testing::TempDir()} / "catalogue_large.yaml";
  std::ofstream{path} << "a: b\n#" << std::string(100, 'x') << "\n";
  EXPECT_TRUE(read_yaml_file(path.string(), {.bytes = 200, .events = 100, .depth = 4}));
  EXPECT_EQ(read_yaml_file(path.string(), {.bytes = 50, .events = 100, .depth = 4}).error().code, "yaml-too-large");
  std::filesystem::remove(path);
}

TEST(Yaml, LayoutAndRemarksDoNotChangeTheSignedBytes) {
  EXPECT_EQ(canonical("b: [x, z]  # remark\na: 1\n"), canonical("a: 1\nb:\n- \"x\"\n- 'z'\n"));
}

TEST(Yaml, SurvivesAnythingThatIsThrownAtIt) {
  auto chance = SeededChance{20261121};
  constexpr std::string_view alphabet = "ab:-[]{}\n  \t'\"&*!|>#?%@`,.1~<=\\\xC3\xA9";
  auto read = 0;
  for (auto round = 0; round < 20'000; ++round) {
    auto text = std::string{};
    for (auto length = chance.below(60); length > 0; --length) text += alphabet[chance.below(alphabet.size())];
    if (auto const node = read_yaml(text, "t.yaml")) {
      ++read;
      EXPECT_FALSE(to_json(*node).canonical().empty());
    } else {
      EXPECT_FALSE(node.error().remedy.empty());
    }
  }
  EXPECT_GT(read, 100) << "the alphabet should make some documents that can be read";
}

TEST(Yaml, ReadsTheExampleAgreements) {
  auto const folder = shared() / "examples/agreements";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the example agreements are not here";
  auto count = 0;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    auto const node = read_yaml_file(entry.path().string());
    ASSERT_TRUE(node) << sentence(node.error());
    ++count;
  }
  EXPECT_EQ(count, 3);
}

TEST(MapReader, RemarksOnEveryKeyNobodyAskedFor) {
  auto const node = read_yaml("name: x\ncolour: red\nsize: 3\n", "t.yaml");
  ASSERT_TRUE(node);
  auto findings = Findings{};
  auto map = MapReader{*node, {"t.yaml", findings}, "the shirt"};
  EXPECT_EQ(map.text("name"), "x");
  EXPECT_EQ(map.integer("size"), 3);
  map.done();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(sentence(findings[0]),
            "t.yaml:2:1: error: the shirt has no key 'colour'. Use name or size. [unknown-key]");
}

TEST(MapReader, RemarksOnWhatIsMissingOrOfTheWrongKind) {
  auto const node = read_yaml("name: 7\nlist: [a, 1]\nsize: big\nempty: \"\"\nstatus: maybe\n", "t.yaml");
  ASSERT_TRUE(node);
  auto findings = Findings{};
  auto map = MapReader{*node, {"t.yaml", findings}, "the shirt"};
  EXPECT_EQ(map.text("name"), "");
  EXPECT_EQ(map.texts("list"), std::vector<std::string>{"a"});
  EXPECT_EQ(map.integer_or("size", 4), 4);
  EXPECT_EQ(map.text("owner"), "");
  EXPECT_EQ(map.text("empty"), "");
  EXPECT_EQ(map.choice("status", "unknown-status", {"sure", "unsure"}), "");
  EXPECT_TRUE(map.boolean_or("new", true));
  map.done();
  auto codes = std::vector<std::string>{};
  for (auto const& finding : findings) codes.push_back(finding.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"wrong-kind", "wrong-kind", "wrong-kind", "missing-key", "empty-value",
                                             "unknown-status"}));
  EXPECT_EQ(findings.back().remedy, "Use sure or unsure.");
}

TEST(MapReader, SaysOnceThatSomethingIsNoMap) {
  auto const node = read_yaml("[a]\n", "t.yaml");
  ASSERT_TRUE(node);
  auto findings = Findings{};
  auto map = MapReader{*node, {"t.yaml", findings}, "the shirt"};
  EXPECT_EQ(map.text("name"), "");
  map.done();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "wrong-kind");
}

}  // namespace
}  // namespace concordat::catalogue
