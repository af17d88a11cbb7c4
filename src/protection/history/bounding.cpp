// SPDX-License-Identifier: Apache-2.0
#include "protection/history/bounding.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace concordat::protection {
namespace {

constexpr double near_enough = 1e-6;
/// A dense program of more rows takes too long: then it is unsure.
constexpr std::array<std::size_t, 4> ball_sizes{8, 30, 90, 240};
constexpr int most_programs = 80;

bool is_whole(double value) { return std::abs(value - std::round(value)) < near_enough; }

/// Whether these counts fit the figures: then nobody can rule them out.
bool are_possible(std::vector<double> const& counts, std::span<AtomicFigure const> figures) {
  if (std::ranges::any_of(counts, [](double count) { return count < -near_enough; })) return false;
  return std::ranges::all_of(figures, [&](AtomicFigure const& figure) {
    double sum = 0;
    for (auto const cell : figure.cells) sum += counts[cell];
    double const room = near_enough * (1 + std::abs(sum));
    return sum >= static_cast<double>(figure.low) - room && (!figure.high || sum <= static_cast<double>(*figure.high) + room);
  });
}

/// One end of a cell in whole counts: branch and bound over linear programs.
class WholeEnd {
 public:
  WholeEnd(std::vector<AtomicFigure> figures, std::uint32_t cell, int direction, std::vector<double> true_counts)
      : figures_{std::move(figures)}, cell_{cell}, direction_{direction}, best_{std::move(true_counts)} {
    search();
  }
  [[nodiscard]] std::vector<double> const& counts() const { return best_; }
  [[nodiscard]] double value() const { return best_[cell_]; }
  /// No whole counts go farther.
  [[nodiscard]] bool is_proven() const { return proven_; }

 private:
  void search() {
    if (--programs_ < 0) {
      proven_ = false;
      return;
    }
    FigureSystem system{best_.size(), figures_};
    if (!system.fits()) return;
    auto const end = direction_ > 0 ? system.highest(cell_) : system.lowest(cell_);
    if (!end.value) {
      proven_ = false;
      return;
    }
    auto const reached = direction_ > 0 ? std::floor(*end.value + near_enough) : -std::ceil(*end.value - near_enough);
    if (reached <= direction_ * best_[cell_]) return;
    auto const broken = std::ranges::find_if_not(end.counts, is_whole);
    if (broken == end.counts.end()) {
      if (are_possible(end.counts, figures_)) best_ = end.counts;
      else proven_ = false;
      return;
    }
    auto const cell = static_cast<std::uint32_t>(broken - end.counts.begin());
    auto const down = static_cast<std::int64_t>(std::floor(*broken));
    for (auto const& half : {AtomicFigure{{cell}, down + 1, std::nullopt}, AtomicFigure{{cell}, 0, down}}) {
      figures_.push_back(half);
      search();
      figures_.pop_back();
    }
  }

  std::vector<AtomicFigure> figures_;
  std::uint32_t cell_;
  int direction_;
  std::vector<double> best_;
  int programs_ = most_programs;
  bool proven_ = true;
};

}  // namespace

Bounding::Bounding(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures)
    : counts_{counts}, figures_{figures}, figures_of_{figures_of_cells(counts.size(), figures)}, moves_{counts_, figures_, figures_of_} {}

Bounding::Ball Bounding::ball_round(std::uint32_t cell, std::size_t most_figures) const {
  Ball ball;
  std::vector<std::uint32_t> number(counts_.size(), 0);
  std::vector<std::uint8_t> has_figure(figures_.size(), 0);
  auto const take_cell = [&](std::uint32_t one) {
    if (number[one] != 0) return;
    ball.cells.push_back(one);
    number[one] = static_cast<std::uint32_t>(ball.cells.size());
  };
  take_cell(cell);
  ball.whole = true;
  for (std::size_t at = 0; at < ball.cells.size(); ++at) {
    for (auto const figure : figures_of_[ball.cells[at]]) {
      if (has_figure[figure] != 0) continue;
      if (ball.figures.size() == most_figures) {
        ball.whole = false;
        continue;
      }
      has_figure[figure] = 1;
      ball.figures.push_back(figure);
      for (auto const one : figures_[figure].cells) take_cell(one);
    }
  }
  for (auto const figure : ball.figures) {
    AtomicFigure one{{}, figures_[figure].low, figures_[figure].high};
    for (auto const member : figures_[figure].cells) one.cells.push_back(number[member] - 1);
    ball.renumbered.push_back(std::move(one));
  }
  return ball;
}

bool Bounding::fits_beside_the_true(Ball const& ball, std::vector<double> const& counts) const {
  auto all = counts_;
  for (std::size_t i = 0; i < ball.cells.size(); ++i) {
    if (!is_whole(counts[i]) || counts[i] < -near_enough) return false;
    all[ball.cells[i]] = std::llround(counts[i]);
  }
  for (auto const cell : ball.cells) {
    for (auto const figure : figures_of_[cell]) {
      std::int64_t sum = 0;
      for (auto const one : figures_[figure].cells) sum += all[one];
      if (sum < figures_[figure].low || (figures_[figure].high && sum > *figures_[figure].high)) return false;
    }
  }
  return true;
}

Bounds Bounding::of_ball(Ball const& ball, double width) const {
  FigureSystem system{ball.cells.size(), ball.renumbered};
  Bounds bounds;
  if (!system.fits()) return bounds;
  auto const high = system.highest(ball.centre);
  if (!high.value) {
    // A way on without end, with whole steps, since the figures are whole.
    if (ball.whole) bounds.spread = Spread::wide;
    return bounds;
  }
  auto const low = system.lowest(ball.centre);
  // the two ends must be possible, else nothing was shown
  if (!low.value || !are_possible(high.counts, ball.renumbered) || !are_possible(low.counts, ball.renumbered)) return bounds;
  bounds = {Spread::unsure, *low.value, *high.value, {}};
  for (auto const* const end : {&low, &high}) {
    for (auto const& part : end->parts) bounds.parts.push_back({ball.figures[part.figure], part.times});
  }
  if (*high.value - *low.value < width - near_enough) {
    bounds.spread = Spread::narrow;
    return bounds;
  }
  std::vector<double> truth;
  for (auto const cell : ball.cells) truth.push_back(static_cast<double>(counts_[cell]));
  WholeEnd const up{ball.renumbered, ball.centre, 1, truth};
  WholeEnd const down{ball.renumbered, ball.centre, -1, truth};
  if (up.value() - down.value() >= width - near_enough) {
    if (fits_beside_the_true(ball, up.counts()) && fits_beside_the_true(ball, down.counts())) bounds.spread = Spread::wide;
  } else if (up.is_proven() && down.is_proven()) {
    bounds.spread = Spread::narrow;
    bounds.low = down.value();
    bounds.high = up.value();
  }
  return bounds;
}

Bounds Bounding::of(std::uint32_t cell, double width) {
  if (moves_.spread(cell, static_cast<std::int64_t>(std::ceil(width)))) return {Spread::wide, 0, 0, {}};
  for (auto const size : ball_sizes) {
    auto const ball = ball_round(cell, size);
    auto bounds = of_ball(ball, width);
    if (bounds.spread != Spread::unsure || ball.whole) return bounds;
  }
  return {};
}

}  // namespace concordat::protection
