// SPDX-License-Identifier: Apache-2.0
#include "protection/shapes/exact_program.h"

#include <algorithm>
#include <limits>

namespace concordat::protection {
namespace {

__extension__ using Wide = __int128;

constexpr int patient_steps = 2000;  // afterwards by the rule that cannot go in a circle
constexpr int most_steps = 200'000;
constexpr std::size_t most_met = 2000;

tl::unexpected<Problem> cannot_audit() {
  return fail(Fault::refused, "shape.cannot-audit", "What can be worked out from this table cannot be found out exactly.", "Take fewer columns, or coarser ones.");
}

bool narrow_enough(Wide value) { return value <= std::numeric_limits<std::int64_t>::max() && value >= std::numeric_limits<std::int64_t>::min(); }

}  // namespace

bool ExactProgram::whole() const {
  return std::ranges::all_of(row_, [&](auto const& row) { return row.back() % denominator_ == 0; });
}

/// Keeps the whole numbers that the program stands at.
void ExactProgram::meet() {
  if (met_.size() >= most_met || !whole()) return;
  std::vector<std::int64_t> here(unknowns_, 0);
  for (std::size_t i = 0; i < row_.size(); ++i) here[basis_[i]] = row_[i].back() / denominator_;
  if (met_.empty() || met_.back() != here) met_.push_back(std::move(here));
}

Result<void> ExactProgram::pivot(std::size_t at, std::size_t column) {
  auto const& by = row_[at];
  Wide const turn = by[column];
  bool fits = true;
  auto const change = [&](std::vector<std::int64_t>& row) {
    Wide const share = row[column];
    // most rows of a table have nothing to do with it, and most figures are 1
    if (share == 0 && turn == denominator_) return;
    if (denominator_ == 1 && turn == 1) {
      auto const times = row[column];
      bool over = false;
      for (std::size_t j = 0; j < row.size(); ++j) {
        std::int64_t taken = 0;
        over = __builtin_mul_overflow(times, by[j], &taken) || over;
        over = __builtin_sub_overflow(row[j], taken, &row[j]) || over;
      }
      fits = fits && !over;
      return;
    }
    for (std::size_t j = 0; j < row.size(); ++j) {
      // exact: the figures of such a table are minors of the first one
      Wide const value = (turn * row[j] - share * by[j]) / denominator_;
      fits = fits && narrow_enough(value);
      row[j] = static_cast<std::int64_t>(value);
    }
  };
  for (std::size_t i = 0; i < row_.size(); ++i) {
    if (i != at) change(row_[i]);
  }
  change(aim_);
  if (!fits) return cannot_audit();
  denominator_ = row_[at][column];
  basis_[at] = column;
  return {};
}

Result<bool> ExactProgram::improve(bool bland) {
  std::optional<std::size_t> enter;
  for (std::size_t j = 0; j < unknowns_; ++j) {
    if (aim_[j] > 0 && (!enter || (!bland && aim_[j] > aim_[*enter]))) enter = j;
    if (enter && bland) break;
  }
  if (!enter) return false;
  std::optional<std::size_t> leave;
  for (std::size_t i = 0; i < row_.size(); ++i) {
    if (row_[i][*enter] <= 0) continue;
    if (!leave) {
      leave = i;
      continue;
    }
    Wide const left = static_cast<Wide>(row_[i].back()) * row_[*leave][*enter];
    Wide const right = static_cast<Wide>(row_[*leave].back()) * row_[i][*enter];
    if (left < right || (left == right && basis_[i] < basis_[*leave])) leave = i;
  }
  if (!leave) {
    unlimited_ = true;
    return false;
  }
  if (auto const done = pivot(*leave, *enter); !done) return fail(done);
  return true;
}

Result<void> ExactProgram::begin() {
  // a made-up unknown for each row is driven to nought
  aim_.assign(unknowns_ + 1, 0);
  for (auto const& row : row_) {
    for (std::size_t j = 0; j < row.size(); ++j) aim_[j] += row[j];
  }
  for (int step = 0; step < most_steps; ++step) {
    auto const more = improve(step >= patient_steps);
    if (!more) return fail(more);
    if (!*more) break;
  }
  if (aim_.back() != 0) {
    return fail(Fault::malformed, "shape.does-not-add-up", "The figures shown do not add up to their totals.", "Audit exact figures only: rounded and changed ones do not add up.");
  }
  // rows that others give are at nought still, and tell nothing
  for (std::size_t i = 0; i < row_.size();) {
    if (basis_[i] < unknowns_) {
      ++i;
      continue;
    }
    auto const some = std::find_if(row_[i].begin(), row_[i].end() - 1, [](auto value) { return value != 0; });
    if (some == row_[i].end() - 1) {
      row_.erase(row_.begin() + static_cast<std::ptrdiff_t>(i));
      basis_.erase(basis_.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    // the row is nought, so its sign may change; a pivot has to be above nought
    auto const column = static_cast<std::size_t>(some - row_[i].begin());
    if (*some < 0) {
      for (auto& value : row_[i]) value = -value;
    }
    if (auto const done = pivot(i, column); !done) return fail(done);
    ++i;
  }
  return {};
}

Result<ExactProgram> ExactProgram::of(std::size_t unknowns, std::span<std::vector<std::uint32_t> const> rows, std::span<std::int64_t const> sums) {
  ExactProgram program;
  program.unknowns_ = unknowns;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (sums[i] < 0 || (rows[i].empty() && sums[i] != 0)) {
      return fail(Fault::malformed, "shape.does-not-add-up", "The figures shown do not add up to their totals.", "Audit exact figures only: rounded and changed ones do not add up.");
    }
    if (rows[i].empty()) continue;
    std::vector<std::int64_t> row(unknowns + 1, 0);
    for (auto const one : rows[i]) row[one] = 1;
    row.back() = sums[i];
    program.basis_.push_back(unknowns + program.row_.size());
    program.row_.push_back(std::move(row));
  }
  if (auto const begun = program.begin(); !begun) return fail(begun);
  return program;
}

Result<ExactProgram::Extreme> ExactProgram::extreme(std::span<std::uint32_t const> of, std::int64_t sign) {
  unlimited_ = false;
  std::vector<std::int64_t> wanted(unknowns_ + 1, 0);
  for (auto const one : of) wanted[one] = sign;
  // in terms of the unknowns that are free now
  aim_.assign(unknowns_ + 1, 0);
  for (std::size_t j = 0; j <= unknowns_; ++j) {
    Wide value = static_cast<Wide>(wanted[j]) * denominator_;
    for (std::size_t i = 0; i < row_.size(); ++i) value -= static_cast<Wide>(wanted[basis_[i]]) * row_[i][j];
    if (!narrow_enough(value)) return cannot_audit();
    aim_[j] = static_cast<std::int64_t>(value);
  }
  for (int step = 0;; ++step) {
    meet();
    auto const more = step >= most_steps ? Result<bool>{cannot_audit()} : improve(step >= patient_steps);
    if (!more) return fail(more);
    if (!*more) break;
  }
  if (unlimited_) return Extreme{std::nullopt, true};
  Extreme best{std::nullopt, whole()};
  for (auto const& here : met_) {
    std::int64_t sum = 0;
    for (auto const one : of) sum += here[one];
    if (!best.value || sum * sign > *best.value * sign) best.value = sum;
  }
  // the last one met may have been one too many to keep
  if (best.exact) best.value = -aim_.back() / denominator_ * sign;
  if (!best.value) return cannot_audit();
  return best;
}

Result<ExactProgram::Extreme> ExactProgram::greatest(std::span<std::uint32_t const> of) { return extreme(of, 1); }
Result<ExactProgram::Extreme> ExactProgram::least(std::span<std::uint32_t const> of) { return extreme(of, -1); }

}  // namespace concordat::protection
