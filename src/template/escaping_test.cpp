// SPDX-License-Identifier: Apache-2.0
// Whatever the context holds, it never becomes markup: not in an official macro's `html`, not after any filter.
#include <gtest/gtest.h>

#include <array>

#include "base/chance.h"
#include "base/json.h"
#include "template/template_test_tools.h"

namespace concordat::page_template {
namespace {

/// Data that would be markup if it got through; the word tells it from what templates write.
constexpr std::array<std::string_view, 8> attacks = {
    "<evil>", "\"evil=\"1", "' evil='1", "</title><evil>", "&lt;evil&gt;<evil>", "<!--evil-->", "\\<evil\\>", "\n<evil x=\"y\">"};

std::string attack(SeededChance& chance) {
  std::string text;
  for (auto parts = 1 + chance.below(3); parts > 0; --parts) {
    text += attacks[chance.below(attacks.size())];
    if (chance.below(3) == 0) text += "plain words";
  }
  return text;
}

/// Whether "evil" stands in `html` as the name of an element or of an attribute.
bool became_markup(std::string_view html) {
  for (auto at = html.find("evil"); at != std::string_view::npos; at = html.find("evil", at + 1)) {
    auto const before = at == 0 ? ' ' : html[at - 1];
    auto const after = html.substr(at + 4, 1);
    if (before == '<' || before == '"' || before == '\'' || html.substr(0, at).ends_with("<!--")) return true;
    if (after == "=" && html.substr(at + 5, 1).find_first_of("\"'") == 0) return true;
  }
  return false;
}

/// A context in the shape of `model` with every text an attack.
Json poisoned(Json const& model, SeededChance& chance) {
  if (model.is_string()) return Json{attack(chance)};
  if (model.is_array()) {
    Json::Array array;
    for (auto const& one : model.array()) array.push_back(poisoned(one, chance));
    return Json{std::move(array)};
  }
  if (model.is_object()) {
    Json::Object object;
    for (auto const& [key, value] : model.object()) object.emplace(key, poisoned(value, chance));
    return Json{std::move(object)};
  }
  return model;
}

Result<Json> expected_cases() {
  auto const bytes = read_file(CONCORDAT_BINARY_DIR "/web/expected.json", 50'000'000);
  if (!bytes) return fail(bytes);
  return Json::parse(*bytes);
}

TEST(Escaping, LetsNoDataBecomeMarkupInOurPagesAndCases) {
  auto const templates = test::built_templates("cases.json");
  auto const cases = expected_cases();
  if (!templates || !cases) GTEST_SKIP() << "no node_modules: ./setup brings it";
  SeededChance chance{7};
  for (auto const& one : cases->array()) {
    for (int round = 0; round < 40; ++round) {
      auto const html = templates->render(one["template"].string(), poisoned(one["context"], chance));
      ASSERT_TRUE(html) << one["template"].string() << sentence(html.error());
      ASSERT_FALSE(became_markup(*html)) << one["template"].string() << *html;
    }
  }
}

TEST(Escaping, LetsNoDataBecomeMarkupInAnyOfficialComponent) {
  auto const templates = test::built_templates();
  std::filesystem::path const folder{CONCORDAT_SOURCE_DIR "/node_modules/govuk-frontend/dist/govuk/components"};
  if (!templates || !std::filesystem::exists(folder)) GTEST_SKIP() << "no node_modules: ./setup brings it";
  SeededChance chance{11};
  int pages = 0;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    auto const bytes = read_file(entry.path() / "fixtures.json", 10'000'000);
    if (!bytes) continue;
    auto const fixtures = Json::parse(*bytes);
    ASSERT_TRUE(fixtures);
    auto const name = "govuk/components/" + entry.path().filename().string() + "/template.njk";
    for (auto const& fixture : (*fixtures)["fixtures"].array()) {
      auto const context = Json{}.set("params", poisoned(fixture["options"], chance));
      auto const html = templates->render(name, context);
      ASSERT_TRUE(html) << name;
      ASSERT_FALSE(became_markup(*html)) << name << ": " << fixture["name"].string() << "\n" << *html;
      ++pages;
    }
  }
  EXPECT_GE(pages, 725);
}

TEST(Escaping, WouldBeFoundMissingHere) {
  auto const templates = test::built_templates();
  if (!templates) GTEST_SKIP() << "no node_modules: ./setup brings it";
  test::OrderedJson json{true};  // takes the context for our own, so `safe` lets it through
  auto const context = json.parse(R"({"params":{"html":"<evil>","summaryText":"s"}})");
  EXPECT_TRUE(became_markup(test::rendered(*templates, "govuk/components/details/template.njk", context)));
}

TEST(Escaping, PrintsOurOwnMarkupOnlyWhereItIsHandedInAsSuch) {
  // {{ markup.map }}{{ map }}
  auto const templates = Templates::from_bytes(
      R"({"format":1,"strings":["markup","map"],"numbers":[],"words":{},"templates":[{"name":"p","root":7,"blocks":{}}],)"
      R"("nodes":[["none",0],["name",1,0],["string",1,1],["get",1,1,2],["out",1,3],["name",1,1],["out",1,5],["seq",1,4,6]]})");
  ASSERT_TRUE(templates);
  RenderOptions options;
  options.markup["map"] = "<svg>";
  EXPECT_EQ(templates->render("p", Json{}.set("map", "<i>"), options).value(), "<svg>&lt;i&gt;");
  EXPECT_EQ(templates->render("p", Json{}.set("map", "<i>")).value(), "&lt;i&gt;");
}

}  // namespace
}  // namespace concordat::page_template
