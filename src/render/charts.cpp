// SPDX-License-Identifier: Apache-2.0
#include "render/charts.h"

#include <array>

#include "render/plot.h"

namespace concordat::render {
namespace {

using protection::FunnelState;
using protection::FunnelTable;

constexpr double funnel_height = 380;
constexpr std::string_view outer_style = "stroke=\"#0b0c0c\" stroke-width=\"1.5\"";
constexpr std::string_view inner_style = "stroke=\"#0b0c0c\" stroke-width=\"1.2\" stroke-dasharray=\"5 4\"";
constexpr std::string_view overall_style = "stroke=\"#8a8f94\" stroke-width=\"1.5\"";

bool is_beyond(places::Standing standing) { return standing == places::Standing::above_99_8 || standing == places::Standing::below_99_8; }

std::string_view fill_of_area(places::Standing standing) {
  if (is_beyond(standing)) return hue[4];
  return standing == places::Standing::within ? paper : hue[2];
}

Plot plot_of(FunnelTable const& funnel, double top) {
  double most = funnel.overall;
  for (auto const& area : funnel.areas) {
    if (area.state == FunnelState::told) most = std::max(most, area.rate);
  }
  // Where few people live chance makes any rate: those ends of the limits are cut, or all areas would lie at the bottom.
  for (auto const& at : funnel.curve) most = std::max(most, std::min(at.limits_95.high, 3 * funnel.overall));
  return Plot{top, funnel_height, {funnel.curve.front().residents, funnel.curve.back().residents}, {0, most * 1.08}};
}

std::string dot(Plot const& plot, protection::FunnelPoint const& area, std::string_view words) {
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.2\"><title>{}</title></circle>\n", plot.x(area.residents), plot.y(area.rate), is_beyond(area.standing) ? 7 : 5,
                     fill_of_area(area.standing), ink, escape_markup(words));
}

/// Names beside the dots that stand out at the top, where there are few enough to be read.
std::string names_of_dots(Plot const& plot, FunnelTable const& funnel) {
  constexpr std::ptrdiff_t most_names = 10;
  auto const stands_out = [](auto const& area) { return area.state == FunnelState::told && area.standing == places::Standing::above_99_8; };
  if (std::ranges::count_if(funnel.areas, stands_out) > most_names) return {};
  std::string out;
  for (std::size_t i = 0; i < funnel.areas.size(); ++i) {
    auto const& area = funnel.areas[i];
    if (!stands_out(area)) continue;
    bool const on_the_left = plot.x(area.residents) > drawing_width * 0.6;
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"12\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", plot.x(area.residents) + (on_the_left ? -12 : 12), plot.y(area.rate) + 4, on_the_left ? "end" : "start", ink,
                       escape_markup(funnel.standing.labels().rows[i]));
  }
  return out;
}

using Line = std::vector<std::pair<double, double>>;

constexpr double months_height = 130;

/// The quarters' first months, as many as can be read.
std::string months_below(Plot const& plot, Month first, Month last) {
  std::string out;
  int const apart = last.index - first.index > 14 ? 6 : 3;
  for (int month = first.index; month <= last.index; ++month) {
    if (month % apart == 0) out += plot.mark(month, format_month(Month{month}));
  }
  return out;
}

/// One source: bars of reports, dark where the month is a signal.
void add_months(Picture& picture, protection::SourceSignal const& signal) {
  picture.add(fmt::format("<text class=\"key\" x=\"{:.0f}\" y=\"{:.1f}\" font-size=\"15\" font-weight=\"bold\" fill=\"{}\">{}</text>\n", drawing_margin, picture.top() + 16, ink, escape_markup(signal.source)));
  picture.down(32);
  if (!signal.judged) {
    picture.add(fmt::format("<text class=\"key\" x=\"{:.0f}\" y=\"{:.1f}\" font-size=\"14\" fill=\"{}\">Too few to say.</text>\n", Plot::left, picture.top() + 10, ink));
    picture.down(34);
    return;
  }
  double most = 1;
  Line ewma;
  Line limit;
  for (auto const& point : signal.points) {
    most = std::max({most, point.reports, point.limit, point.ewma});
    ewma.emplace_back(point.month.index, point.ewma);
    limit.emplace_back(point.month.index, point.limit);
  }
  auto const first = signal.points.front().month;
  auto const last = signal.points.back().month;
  Plot const plot{picture.top(), months_height, {first.index - 0.6, last.index + 0.6}, {0, most * 1.05}};
  double const step = round_step(most, 4);
  for (double level = 0; level <= most; level += step) picture.add(plot.level(level, fmt::format("{:g}", level)));
  double const wide = (plot.x(1) - plot.x(0)) * 0.7;
  for (auto const& point : signal.points) {
    bool const is_signal = point.above || point.adds_up;
    picture.add(fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"0.7\"><title>{}: {:g} reports</title></rect>\n", plot.x(point.month.index) - wide / 2, plot.y(point.reports), wide,
                            plot.bottom() - plot.y(point.reports), point.baseline ? paper : hue[is_signal ? 3 : 0], line_colour, format_month(point.month), point.reports));
  }
  picture.add(plot.floor());
  picture.add(months_below(plot, first, last));
  picture.add(plot.line(limit, inner_style));
  picture.add(plot.line(ewma, outer_style));
  picture.down(months_height + Plot::room_below + 8);
}

}  // namespace

std::string svg_funnel(FunnelTable const& funnel, MapText const& text, About const& about) {
  Picture picture{text};
  picture.add(fmt::format("<text class=\"key\" x=\"{:.0f}\" y=\"{:.1f}\" font-size=\"14\" fill=\"{}\">Reports per {} residents</text>\n", drawing_margin, picture.top() + 14, ink, funnel.per));
  picture.down(28);
  auto const plot = plot_of(funnel, picture.top());
  auto const most = (plot.bottom() - picture.top()) / (plot.bottom() - plot.y(1));
  double const step = round_step(most, 6);
  for (double level = 0; level <= most; level += step) picture.add(plot.level(level, fmt::format("{:g}", level)));
  double const first = funnel.curve.front().residents;
  double const last = funnel.curve.back().residents;
  double const apart = round_step(last - first, 5);
  for (double mark = std::ceil(first / apart) * apart; mark <= last; mark += apart) picture.add(plot.mark(mark, fmt::format("{:.0f}", mark)));
  picture.add(plot.floor());
  picture.add(plot.line({{first, funnel.overall}, {last, funnel.overall}}, overall_style));
  std::array<Line, 4> lines;
  for (auto const& at : funnel.curve) {
    lines[0].emplace_back(at.residents, at.limits_95.low);
    lines[1].emplace_back(at.residents, at.limits_95.high);
    lines[2].emplace_back(at.residents, at.limits_99_8.low);
    lines[3].emplace_back(at.residents, at.limits_99_8.high);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) picture.add(plot.line(lines[i], i < 2 ? inner_style : outer_style));
  for (std::size_t area = 0; area < funnel.areas.size(); ++area) {
    auto const& table = funnel.standing;
    if (funnel.areas[area].state != FunnelState::told) continue;
    picture.add(dot(plot, funnel.areas[area], fmt::format("{}: {} per {}, {}", table.labels().rows[area], table.text(area, 2), funnel.per, table.text(area, table.columns() - 1))));
  }
  picture.add(names_of_dots(plot, funnel));
  picture.down(funnel_height + Plot::room_below);
  picture.add(fmt::format("<text class=\"key\" x=\"{:.0f}\" y=\"{:.1f}\" font-size=\"14\" text-anchor=\"end\" fill=\"{}\">Residents of the area</text>\n", drawing_width - 2 * drawing_margin, picture.top() + 10, ink));
  picture.down(24);
  picture.legend({{std::string{hue[4]}, "more or less than chance explains (beyond the outer lines, 99.8 %)"},
                  {std::string{hue[2]}, "may be chance (between the dashed lines, 95 %, and the outer ones)"},
                  {std::string{paper}, "as chance has it round the rate of all areas (grey line)"}});
  return std::move(picture).finish(about);
}

std::string svg_signals(protection::SignalTable const& signals, MapText const& text, About const& about) {
  Picture picture{text};
  for (auto const& signal : signals.sources) add_months(picture, signal);
  picture.legend({{std::string{paper}, "reports of a month of the year that is compared with"},
                  {std::string{hue[0]}, "reports of a month as expected"},
                  {std::string{hue[3]}, "reports of a month with a signal: the line (EWMA) above the dashed limit, or a rise that adds up"}});
  return std::move(picture).finish(about);
}

}  // namespace concordat::render
