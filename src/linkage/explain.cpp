// SPDX-License-Identifier: Apache-2.0
#include "linkage/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/markup.h"

namespace concordat::linkage {
namespace {

struct Bar {
  std::string name;
  std::string what;
  double bits = 0;
};

std::vector<Bar> bars_of(Model const& model, Explanation const& why) {
  std::vector<Bar> bars{{"before comparing", "how rare a match is", as_double(why.prior)}};
  for (auto const& reason : why.reasons) {
    auto const& comparison = model.comparisons[reason.comparison];
    bars.push_back({comparison.name, comparison.levels[reason.level].name, as_double(reason.weight)});
    if (reason.frequency != 0) bars.push_back({comparison.name, reason.frequency > 0 ? "a rare value" : "a common value", as_double(reason.frequency)});
  }
  if (why.together != 0) bars.push_back({"both names", why.together < 0 ? "often borne together" : "seldom borne together", as_double(why.together)});
  if (why.household != 0) bars.push_back({"one home", "two people of one home agree in as much", as_double(why.household)});
  return bars;
}

std::string records(std::size_t count) { return count == 1 ? "1 record" : fmt::format("{} records", count); }

std::string what_groups(Settling const& settling) {
  if (settling.one_group) return fmt::format("both are of one group of {}", records(settling.left_records));
  return fmt::format("{} and {}{}", records(settling.left_records), records(settling.right_records), settling.apart ? ", kept apart" : "");
}

/// What two groups say of each other, comparison by comparison.
std::vector<Bar> bars_of(Model const& model, Explanation const& why, Settling const& settling) {
  std::vector<Bar> bars;
  if (settling.one_group) return bars;
  bars.push_back({"before comparing", "how rare a match is", as_double(why.prior)});
  Bits sum = why.prior;
  for (std::size_t part = 0; part < Evidence::parts; ++part) {
    if ((settling.said.known >> part & 1U) == 0) continue;
    sum += settling.said.person[part];
    bool const names = part == most_comparisons;
    bars.push_back({names ? "both names" : model.comparisons[part].name, names ? "borne together" : "over the records that know it", as_double(settling.said.person[part])});
  }
  if (settling.settled != sum) {
    bars.push_back({settling.apart ? "kept apart" : "one home", settling.apart ? "something forbids it, or no pair was kept" : "two people of one home agree in as much", as_double(settling.settled - sum)});
  }
  return bars;
}

std::string odds(Bits weight) { return fmt::format("{:.4f}", probability_of(weight)); }

constexpr double label_width = 300;
constexpr double chart_width = 440;
constexpr double row_height = 26;

}  // namespace

Json explanation_json(Model const& model, Explanation const& why, Settling const* settling) {
  Json json;
  json.set("model", model.name).set("weight", as_double(why.weight)).set("probability", probability_of(why.weight));
  auto const list = [](std::vector<Bar> const& bars) {
    Json parts{Json::Array{}};
    for (auto const& bar : bars) {
      Json one;
      one.set("comparison", bar.name).set("level", bar.what).set("bits", bar.bits);
      parts.push(std::move(one));
    }
    return parts;
  };
  json.set("parts", list(bars_of(model, why)));
  if (settling == nullptr) return json;
  json.set("settled", as_double(settling->settled)).set("settled_probability", probability_of(settling->settled));
  Json groups;
  groups.set("one_group", settling->one_group).set("kept_apart", settling->apart);
  groups.set("left_records", static_cast<std::int64_t>(settling->left_records)).set("right_records", static_cast<std::int64_t>(settling->right_records));
  groups.set("parts", list(bars_of(model, why, *settling)));
  json.set("groups", std::move(groups));
  return json;
}

std::string explanation_text(Model const& model, Explanation const& why, Settling const* settling) {
  auto const line = [](std::string_view name, std::string_view what, double bits) { return fmt::format("{:<20} {:<42} {:>+8.2f} bits\n", name, what, bits); };
  std::string out;
  for (auto const& bar : bars_of(model, why)) out += line(bar.name, bar.what, bar.bits);
  out += line("together", "probability " + odds(why.weight), as_double(why.weight));
  if (settling == nullptr) return out;
  out += line("their groups", what_groups(*settling), as_double(settling->settled - why.weight));
  out += line("settled", "probability " + odds(settling->settled), as_double(settling->settled));
  auto const said = bars_of(model, why, *settling);
  if (!said.empty()) out += "What their groups say of each other:\n";
  for (auto const& bar : said) out += line(bar.name, bar.what, bar.bits);
  return out;
}

std::string explanation_svg(Model const& model, Explanation const& why, Settling const* settling) {
  auto bars = bars_of(model, why);
  auto const weight = settling == nullptr ? why.weight : settling->settled;
  if (settling != nullptr) bars.push_back({"their groups", what_groups(*settling), as_double(settling->settled - why.weight)});
  double low = 0;
  double high = 0;
  double sum = 0;
  for (auto const& bar : bars) {
    sum += bar.bits;
    low = std::min(low, sum);
    high = std::max(high, sum);
  }
  auto const x = [&](double bits) { return label_width + (bits - low) / std::max(high - low, 1.0) * chart_width; };
  auto const height = row_height * static_cast<double>(bars.size() + 1) + 10;
  auto const width = label_width + chart_width + 90;
  auto out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" font-family=\"sans-serif\" font-size=\"14\">\n"
      "<title>Why this pair weighs {:+.2f} bits (probability {})</title>\n<desc>{}</desc>\n",
      width, height, as_double(weight), odds(weight), escape_markup(explanation_text(model, why, settling)));
  out += fmt::format("<line x1=\"{0:.1f}\" y1=\"0\" x2=\"{0:.1f}\" y2=\"{1:.0f}\" stroke=\"#505a5f\" stroke-dasharray=\"2 3\"/>\n", x(0), height);
  double begin = 0;
  double y = 5;
  auto const row = [&](std::string const& label, double from, double to, double bits, char const* colour) {
    out += fmt::format("<text x=\"0\" y=\"{:.1f}\">{}</text>\n", y + 17, escape_markup(label));
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" fill=\"{}\"/>\n", x(std::min(from, to)), y + 4,
                       std::max(1.0, std::abs(x(to) - x(from))), row_height - 8, colour);
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{:+.2f}</text>\n", x(std::max(from, to)) + 5, y + 17, bits);
    y += row_height;
  };
  for (auto const& bar : bars) {
    row(bar.name + ": " + bar.what, begin, begin + bar.bits, bar.bits, bar.bits < 0 ? "#d4351c" : "#00703c");
    begin += bar.bits;
  }
  row(settling == nullptr ? "together" : "settled", 0, as_double(weight), as_double(weight), "#1d70b8");
  return out + "</svg>\n";
}

}  // namespace concordat::linkage
