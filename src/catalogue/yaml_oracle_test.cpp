// SPDX-License-Identifier: Apache-2.0
// Compares what we read with an independent reading of the same profile, over made-up documents: where both read one,
// they read the same, and what the other refuses, we refuse.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/chance.h"
#include "base/text.h"
#include "catalogue/yaml.h"

namespace concordat::catalogue {
namespace {

namespace fs = std::filesystem;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : chance_{seed} {}

  std::string document() {
    auto text = node(0, 0);
    while (text.starts_with('\n')) text.erase(0, 1);
    text += '\n';
    if (chance_.below(5) == 0) {
      auto& spot = text[chance_.below(text.size())];
      // never half of a character: JSON could not carry it to the other reader
      if (static_cast<unsigned char>(spot) < 0x80) {
        spot = pick({":", "-", "#", "{", "}", "[", "]", "\"", "'", "\n", "|", ">", "&", "*"})[0];
      }
    }
    return text;
  }

 private:
  std::string pick(std::vector<std::string> const& from) { return from[chance_.below(from.size())]; }

  std::string line() {
    static std::vector<std::string> const words{
        "a", "b c", "yes", "12", "010", "x: y", "- z", "#no", "\"q\"", "'s'", "true", "1.5", "~", "\xC3\xA9", "{f}", "[g]",
        "&h", "!t", "|", ">", "a#b", "k ", "  m", "", "12:30", "2026-01-01", "-", "?", "\\n", "%", "@", ",", "::", "-5", "null"};
    auto out = std::string{};
    for (auto count = chance_.below(4); count > 0; --count) out += (out.empty() ? "" : " ") + pick(words);
    return out;
  }

  std::string scalar(std::size_t indent) {
    auto const margin = std::string(indent + 2, ' ');
    switch (chance_.below(6)) {
      case 0: return line();
      case 1: return fmt::format("\"{}\n{}w\"", pick({"a", "b c", "\\\\ d"}), margin);
      case 2: return fmt::format("'{}\n{}w'", pick({"a", "b  c", ""}), margin);
      case 3: {
        auto out = pick({"|", "|-", "|+", ">", ">-", ">+", ">-  # r", "|2"}) + "\n";
        for (auto count = 1 + chance_.below(3); count > 0; --count) {
          out += chance_.below(6) == 0 ? "\n" : margin + (chance_.below(5) == 0 ? " " : "") + line() + "\n";
        }
        return out;
      }
      default: break;
    }
    // one after the other, since compilers differ in the order of arguments
    auto const first = line();
    auto const second = line();
    return chance_.below(2) == 0 ? fmt::format("[{}, {}]", first, second) : fmt::format("{{k: {}, l: {}}}", first, second);
  }

  std::string node(std::size_t indent, int depth) {
    auto const kind = depth > 2 ? 0 : chance_.below(4);
    if (kind < 2) return scalar(indent);
    auto out = std::string{};
    for (auto count = 1 + chance_.below(3); count > 0; --count) {
      out += "\n" + std::string(indent, ' ');
      out += kind == 2 ? fmt::format("k{}: {}", count, node(indent + 2, depth + 1)) : "- " + scalar(indent + 2);
    }
    return out;
  }

  SeededChance chance_;
};

constexpr std::string_view script = R"(
import json, sys
sys.path.insert(0, sys.argv[1])
import agree_oracle
for text in json.load(open(sys.argv[2])):
    try: print(json.dumps(agree_oracle.strict(text, True), sort_keys=True))
    except Exception: print('refused')
)";

TEST(YamlOracle, BothReadingsAgree) {
  auto const* const named = std::getenv("CONCORDAT_SHARED");
  auto const tools = (named != nullptr ? fs::path{named} : fs::path{CONCORDAT_SOURCE_DIR} / "../shared") / "tools";
  if (!fs::exists(tools / "agree_oracle.py")) GTEST_SKIP() << "the independent reading is not here";
  if (std::system("python3 -c 'import yaml' >/dev/null 2>&1") != 0) GTEST_SKIP() << "python3-yaml is not installed";
  auto const folder = fs::path{testing::TempDir()};
  auto maker = Maker{20261121};
  auto documents = std::vector<std::string>{};
  auto all = Json::Array{};
  for (auto count = 0; count < 3000; ++count) {
    documents.push_back(maker.document());
    all.emplace_back(documents.back());
  }
  std::ofstream{folder / "oracle_documents.json"} << Json{std::move(all)}.canonical();
  std::ofstream{folder / "oracle.py"} << script;
  auto const command = fmt::format("python3 '{0}/oracle.py' '{1}' '{0}/oracle_documents.json' > '{0}/oracle_answers.txt'",
                                   folder.string(), tools.string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  auto answers = std::ifstream{folder / "oracle_answers.txt"};
  auto both = 0;
  for (auto const& document : documents) {
    auto answer = std::string{};
    ASSERT_TRUE(std::getline(answers, answer));
    auto const ours = read_yaml(document, "t.yaml");
    if (!ours) continue;  // stricter than the other is fine
    ASSERT_NE(answer, "refused") << "only we read:\n" << document;
    auto const theirs = Json::parse(answer);
    ASSERT_TRUE(theirs) << answer;
    EXPECT_EQ(to_json(*ours).canonical(), theirs->canonical()) << document;
    ++both;
  }
  EXPECT_GT(both, 500) << "the documents should not all be refused";
}

}  // namespace
}  // namespace concordat::catalogue
