// SPDX-License-Identifier: Apache-2.0
// Every example that GOV.UK publishes of its components, with the markup it should give.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "template/template_test_tools.h"

namespace concordat::page_template {
namespace {

std::vector<std::filesystem::path> fixture_files() {
  std::vector<std::filesystem::path> files;
  std::filesystem::path const folder{CONCORDAT_SOURCE_DIR "/node_modules/govuk-frontend/dist/govuk/components"};
  if (!std::filesystem::exists(folder)) return files;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    if (std::filesystem::exists(entry.path() / "fixtures.json")) files.push_back(entry.path() / "fixtures.json");
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Published without the white space around it.
std::string_view trimmed(std::string_view html) { return text::trim(html); }

/// How many of the file's examples came out as published.
void check_file(Templates const& templates, std::filesystem::path const& file, int& examples) {
  auto const component = file.parent_path().filename().string();
  simdjson::dom::parser parser;
  auto const bytes = read_file(file, 10'000'000);
  ASSERT_TRUE(bytes) << file;
  auto const document = parser.parse(*bytes);
  simdjson::dom::array const fixtures = document["fixtures"].get_array();
  for (auto const fixture : fixtures) {
    test::OrderedJson json{true};
    auto const context = json.dict({{"params", true, json.convert(fixture["options"].value())}});
    auto const html = test::rendered(templates, "govuk/components/" + component + "/template.njk", context);
    EXPECT_EQ(trimmed(html), trimmed(std::string_view{fixture["html"]}))
        << component << ": " << std::string_view{fixture["name"]};
    ++examples;
  }
}

TEST(GovukFixtures, ComeOutByteForByteAsPublished) {
  auto const files = fixture_files();
  auto const templates = test::built_templates();
  if (files.empty() || !templates) GTEST_SKIP() << "no node_modules: ./setup brings it";
  int examples = 0;
  for (auto const& file : files) check_file(*templates, file, examples);
  std::printf("%d examples of %zu components\n", examples, files.size());
  EXPECT_GE(examples, 725);
}

}  // namespace
}  // namespace concordat::page_template
