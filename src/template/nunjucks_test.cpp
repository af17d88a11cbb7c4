// SPDX-License-Identifier: Apache-2.0
// Page by page the same bytes as Nunjucks: tests/templates/cases, and the pages of the product.
#include <gtest/gtest.h>

#include "template/template_test_tools.h"

namespace concordat::page_template {
namespace {

/// The lines that differ, so that a failure can be read.
std::string difference(std::string_view ours, std::string_view theirs) {
  std::string out;
  while (!ours.empty() || !theirs.empty()) {
    auto const take = [](std::string_view& text) {
      auto const line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      return line;
    };
    auto const left = take(ours);
    auto const right = take(theirs);
    if (left != right) out.append("\n  ours   ").append(left).append("\n  theirs ").append(right);
  }
  return out;
}

TEST(Nunjucks, GivesTheSameBytes) {
  auto const templates = test::built_templates("cases.json");
  auto const bytes = read_file(CONCORDAT_BINARY_DIR "/web/expected.json", 50'000'000);
  if (!templates || !bytes) GTEST_SKIP() << "no node_modules: ./setup brings it";
  simdjson::dom::parser parser;
  simdjson::dom::array const cases = parser.parse(*bytes).get_array();
  int compared = 0;
  for (auto const one : cases) {
    std::string_view const name = one["template"];
    std::string_view const expected = one["html"];
    test::OrderedJson json{true};
    auto const html = test::rendered(*templates, name, json.convert(one["context"].value()));
    EXPECT_TRUE(html == expected) << name << difference(html, expected);
    ++compared;
  }
  std::printf("%d pages compared\n", compared);
  EXPECT_GE(compared, 10);
}

}  // namespace
}  // namespace concordat::page_template
