// SPDX-License-Identifier: Apache-2.0
#include "catalogue/products.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "catalogue/catalogue.h"

namespace concordat::catalogue {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

fs::path shipped_folder() { return fs::path{CONCORDAT_SOURCE_DIR} / "definitions"; }

class Products : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string codes(std::string const& text) {
    EXPECT_TRUE(write_file(folder_ / "products.yaml", text, {.durable = false}));
    std::string all;
    for (auto const& finding : load_products(folder_.string()).findings) {
      all += finding.code + " ";
      EXPECT_FALSE(finding.remedy.empty()) << finding.code;
    }
    return all;
  }
  static std::string one(std::string const& rest) {
    return "products:\n  - {id: pack, title: Pack, about: Figures, every: P1M, purposes: [strategic_assessment], sign_off: [strategic-lead], sections: [" + rest + "]}\n";
  }
  fs::path folder_ = fs::temp_directory_path() / ("products-" + std::to_string(::getpid()));
};

TEST_F(Products, AsShippedAreAllThatAPartnershipWrites) {  // M32
  auto const shipped = load_products(shipped_folder().string());
  for (auto const& finding : shipped.findings) ADD_FAILURE() << sentence(finding);
  for (auto const* id : {"strategic-assessment", "partnership-plan-annex", "problem-profile-street-gangs", "problem-profile-organised-crime", "problem-profile-women-girls",
                         "hotspot-brief", "ed-loop-return", "s17a-quarterly", "tension-report", "community-impact-statement", "fact-pack", "cost-and-demand"}) {
    ASSERT_NE(shipped.find(id), nullptr) << id;
    EXPECT_TRUE(shipped.find(id)->has(Work::limits)) << id << " says nothing of its limits";
    EXPECT_TRUE(shipped.find(id)->has(Work::sources)) << id << " hides which source it rests on";  // M34
    EXPECT_TRUE(shipped.find(id)->has(Work::changes)) << id << " does not say what changed since the last edition";
    EXPECT_FALSE(shipped.find(id)->tables().empty()) << id << " has no figure";
  }
  EXPECT_EQ(shipped.find("target-profile"), nullptr);
  auto const loaded = Catalogue::load(shipped_folder().string());
  for (auto const& product : shipped.products) {
    for (auto const& purpose : product.purposes) {
      auto const* known = loaded.catalogue.purpose(purpose);
      ASSERT_NE(known, nullptr) << product.id << ' ' << purpose;
      EXPECT_FALSE(known->barred || known->enforcement) << product.id;
    }
  }
}

TEST_F(Products, OfTheRegulationsHaveASectionForEachPartOfRegulationSeven) {
  auto const shipped = load_products(shipped_folder().string());
  std::set<std::string> laws;
  for (auto const& section : shipped.find("strategic-assessment")->sections) laws.insert(section.law);
  for (auto const* part : {"a", "b", "c", "d", "e", "f", "g"}) EXPECT_TRUE(laws.contains("regulation 7(" + std::string{part} + ")")) << part;
}

TEST_F(Products, OfWomenAndGirlsBeginWithThoseWhoComeToHarmAndPointAtNoPlace) {  // M32, S01
  auto const shipped = load_products(shipped_folder().string());
  auto const& product = *shipped.find("problem-profile-women-girls");
  EXPECT_TRUE(product.victim_first);
  EXPECT_FALSE(product.sections.front().ask.empty());
  for (auto const& table : product.tables()) {
    for (auto const* place : {"map", "picture", "hotspots", "contrast", "near-repeat", "around", "space-time", "forecast"}) EXPECT_NE(table, "violence-" + std::string{place});
  }
  EXPECT_TRUE(product_from(product.definition)->victim_first) << "an edition keeps it";
  EXPECT_FALSE(shipped.find("hotspot-brief")->victim_first);
}

TEST_F(Products, OfPeopleWhoComeToHarmPointAtNoPlaceWhoeverWritesThem) {
  auto const product = [](std::string const& sections) {
    return "products:\n  - {id: harm, title: Harm, about: Harm, every: P6M, purposes: [strategic_assessment], sign_off: [strategic-lead], victim_first: true, sections: [" + sections + "]}\n";
  };
  EXPECT_EQ(codes(product("{id: harm, title: Harm, ask: Say, tables: [violence-by-area]}")), "");
  EXPECT_THAT(codes(product("{id: harm, title: Harm, ask: Say}, {id: where, title: Where, tables: [violence-hotspots]}")), HasSubstr("victim-pointed-at"));
  EXPECT_THAT(codes(product("{id: basis, title: Basis, works: [limits]}, {id: harm, title: Harm, ask: Say}")), HasSubstr("victim-not-first"));
}

TEST_F(Products, OfEachProblemSayWhoIsHarmedOrUsedBeforeWhereItIs) {
  auto const shipped = load_products(shipped_folder().string());
  for (auto const& [id, first] : {std::pair{"problem-profile-street-gangs", "harm"}, {"problem-profile-organised-crime", "exploited"}, {"problem-profile-women-girls", "harm"}}) {
    auto const& product = *shipped.find(id);
    EXPECT_EQ(product.sections.front().id, first) << id;
    EXPECT_TRUE(product.has(Work::changes)) << id;
    for (auto const& section : product.sections) EXPECT_TRUE(!section.ask.empty() || !section.works.empty()) << id << ' ' << section.id;
  }
}

TEST_F(Products, OfPrescribedItemsNameThoseThatTheirTablesCount) {  // M14
  auto const shipped = load_products(shipped_folder().string());
  auto const& product = *shipped.find("s17a-quarterly");
  EXPECT_TRUE(product.has(Work::prescribed));
  auto const loaded = Catalogue::load(shipped_folder().string());
  auto const* prescribed = loaded.catalogue.prescribed_return("s17a");
  ASSERT_NE(prescribed, nullptr);
  ASSERT_FALSE(product.counted.empty());
  for (auto const& number : product.counted) {
    EXPECT_TRUE(std::ranges::any_of(prescribed->items, [&](auto const& item) { return item.number == number; })) << number;
  }
  EXPECT_EQ(product_from(product.definition)->counted, product.counted);
  EXPECT_TRUE(shipped.find("ed-loop-return")->has(Work::deliveries));
}

TEST_F(Products, AreReadBackFromWhatAnEditionKeeps) {
  for (auto const& product : load_products(shipped_folder().string()).products) {
    auto const again = product_from(product.definition);
    ASSERT_TRUE(again) << product.id;
    EXPECT_EQ(again->definition, product.definition);
    EXPECT_EQ(again->sections.size(), product.sections.size());
    EXPECT_EQ(again->tables(), product.tables());
    EXPECT_EQ(again->every, product.every);
  }
  EXPECT_FALSE(product_from("{}"));
  EXPECT_FALSE(product_from("["));
}

TEST_F(Products, AreRefusedWhereADefinitionMeansNothing) {
  EXPECT_EQ(codes(one("{id: a, title: A, ask: Say}")), "");
  EXPECT_THAT(codes(one("{id: a, title: A}")), HasSubstr("empty-section"));
  EXPECT_THAT(codes(one("{id: a, title: A, ask: Say}, {id: a, title: B, ask: Say}")), HasSubstr("duplicate-id"));
  EXPECT_THAT(codes(one("{id: a, title: A, works: [ranking]}")), HasSubstr("unknown-work"));
  EXPECT_THAT(codes(one("{id: \"../a\", title: A, ask: Say}")), HasSubstr("bad-id"));
  EXPECT_THAT(codes(one("{id: a, title: A, ask: Say, filter: north}")), HasSubstr("unknown-key"));
  EXPECT_THAT(codes(one("")), HasSubstr("empty-product"));
  EXPECT_THAT(codes("products:\n  - {id: a, title: A, about: A, every: often, purposes: [a], sign_off: [b], sections: [{id: a, title: A, ask: A}]}\n"), HasSubstr("bad-period"));
  EXPECT_NE(codes("products: ["), "");
  auto const twice = one("{id: a, title: A, ask: Say}");
  EXPECT_THAT(codes(twice + twice.substr(twice.find('\n') + 1)), HasSubstr("duplicate-id"));
}

}  // namespace
}  // namespace concordat::catalogue
