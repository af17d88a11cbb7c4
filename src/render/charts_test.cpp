// SPDX-License-Identifier: Apache-2.0
#include "render/charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "render/testing.h"
#include "render/xml_reader.h"

namespace concordat::render {
namespace {

using testing::HasSubstr;
using testing::Not;

protection::FunnelTable sample_funnel(std::vector<double> cells, std::vector<std::string> names) {
  std::vector<std::int64_t> residents;
  for (std::size_t i = 0; i < cells.size(); ++i) residents.push_back(1200 + 100 * static_cast<std::int64_t>(i));
  auto const neighbours = places::Neighbours::from_pairs(cells.size(), {}).value();
  auto const table = test::protect({"T", "Area", "Quarter", std::move(names), {"2026-Q3"}}, std::move(cells));
  return protection::tell_funnel(table, 0, {residents, neighbours}, 1000, protection::SmallNumberRule::nhs()).value();
}

TEST(FunnelCharts, DrawWhatIsToldAndNothingThatIsHidden) {
  auto const svg = svg_funnel(sample_funnel({20, 3, 20, 95, 0}, {"Ash & Elm", "Hidden Vale", "Birch", "Oak <b>", "Fir"}), {"A funnel", "What it shows.", "funnel"}, test::sample_about());
  test::XmlReader const read{svg};
  ASSERT_EQ(read.fault, "");
  EXPECT_EQ(read.named("circle").size(), 4U) << "the hidden area has none";
  EXPECT_THAT(svg, Not(HasSubstr("Hidden Vale")));
  EXPECT_THAT(svg, HasSubstr("Ash &amp; Elm"));
  EXPECT_THAT(svg, HasSubstr(">Oak &lt;b&gt;</text>")) << "named beside its dot, as it stands out";
  EXPECT_THAT(svg, Not(HasSubstr(">Birch</text>")));
  EXPECT_THAT(svg, HasSubstr("Oak &lt;b&gt;: 63.3 per 1000, higher"));
  EXPECT_THAT(svg, HasSubstr("ledger index 4217"));
  for (auto const& circle : read.named("circle")) {
    auto const y = std::stod(circle.attributes.at("cy"));
    EXPECT_GE(y, 0);
    EXPECT_LE(y, 460);
  }
}

TEST(FunnelCharts, AreTheSameEveryTimeAndStandWithOneArea) {
  auto const one = sample_funnel({20}, {"Alone"});
  auto const svg = svg_funnel(one, {"A funnel", "What it shows.", "funnel"}, test::sample_about());
  EXPECT_EQ(test::XmlReader{svg}.fault, "");
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
  EXPECT_EQ(svg, svg_funnel(one, {"A funnel", "What it shows.", "funnel"}, test::sample_about()));
}

TEST(SignalCharts, DrawEachSourceThatIsJudgedAndSayOfTheOthersThatTheyAreNot) {
  std::vector<std::optional<std::int64_t>> months(15, 40);
  months.back() = 90;
  auto few = months;
  few[13] = 3;
  auto const told = protection::tell_signals({{"Police & co", months}, {"Ambulance", few}}, Month::of(2025, 1), protection::SmallNumberRule::nhs()).value();
  auto const svg = svg_signals(told, {"Months", "What it shows.", "signals"}, test::sample_about());
  test::XmlReader const read{svg};
  ASSERT_EQ(read.fault, "");
  EXPECT_EQ(std::ranges::count_if(read.named("title"), [](auto const& title) { return title.text.ends_with(" reports"); }), 15) << "no bar of the source that is not judged";
  EXPECT_THAT(svg, HasSubstr("Police &amp; co"));
  EXPECT_THAT(svg, HasSubstr("Too few to say."));
  EXPECT_THAT(svg, HasSubstr("2026-03: 90 reports"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace concordat::render
