// SPDX-License-Identifier: Apache-2.0
#include "protection/shapes/suppress_cube.h"

#include <algorithm>
#include <numeric>

#include "protection/cells/profile.h"
#include "protection/shapes/exact_program.h"

namespace concordat::protection {
namespace {

__extension__ using Product = unsigned __int128;

constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;  // so large that a chance nought does not occur

std::uint64_t times(std::uint64_t left, std::uint64_t right) { return static_cast<std::uint64_t>(static_cast<Product>(left) * right % prime); }
std::uint64_t inverse(std::uint64_t of) {
  std::uint64_t result = 1;
  for (auto power = prime - 2; power > 0; power >>= 1) {
    if ((power & 1) != 0) result = times(result, of);
    of = times(of, of);
  }
  return result;
}

/// Which inner cells a cell adds up, as a row of numbers modulo the prime.
using Span = std::vector<std::uint64_t>;

bool is_small(std::int64_t count) { return partner_cell(count).state != CellState::value; }

/// What follows from the cells shown so far.
class Shown {
 public:
  explicit Shown(std::vector<Span> small) : small_{std::move(small)} {
    for (auto& one : small_) scale(one);
  }
  /// Shows a cell unless a small one would follow; false where it has to be hidden.
  [[nodiscard]] bool show(Span cell) {
    for (auto const& [pivot, row] : rows_) take(cell, pivot, row);
    auto const first = scale(cell);
    if (first == cell.size()) return true;  // it follows from what is shown anyway
    for (auto const& one : small_) {
      if (one == cell) return false;
    }
    for (auto& one : small_) {
      take(one, first, cell);
      scale(one);
    }
    rows_.emplace_back(first, std::move(cell));
    return true;
  }

 private:
  /// Makes the first number that is not nought a 1; gives its place.
  static std::size_t scale(Span& span) {
    auto const found = std::ranges::find_if(span, [](auto value) { return value != 0; });
    auto const first = static_cast<std::size_t>(found - span.begin());
    if (found == span.end() || *found == 1) return first;
    auto const by = inverse(*found);
    for (auto i = first; i < span.size(); ++i) span[i] = times(span[i], by);
    return first;
  }
  static void take(Span& from, std::size_t pivot, Span const& row) {
    auto const share = from[pivot];
    if (share == 0) return;
    for (auto i = pivot; i < row.size(); ++i) {
      if (row[i] == 0) continue;
      auto const less = times(share, row[i]);
      from[i] = from[i] >= less ? from[i] - less : from[i] + prime - less;
    }
  }

  std::vector<Span> small_;
  std::vector<std::pair<std::size_t, Span>> rows_;
};

/// What a reader knows of a published table, and can ask of it.
class CubeAudit {
 public:
  [[nodiscard]] static Result<CubeAudit> of(PublishedCube const& cube, std::span<std::int64_t const> truth) {
    CubeAudit audit{cube};
    std::vector<std::vector<std::uint32_t>> rows;
    std::vector<std::int64_t> sums;
    for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
      if (!cube.cells[cell]) continue;
      auto open = audit.open(cell);
      rows.push_back(std::move(open.unknown));
      sums.push_back(*cube.cells[cell] - open.told);
    }
    auto program = ExactProgram::of(audit.unknowns_, rows, sums);
    if (!program) return fail(program);
    audit.program_ = std::move(*program);
    if (truth.empty()) return audit;
    std::vector<std::int64_t> possible(audit.unknowns_);
    for (std::size_t inner = 0; inner < truth.size(); ++inner) {
      if (!audit.known_[inner]) possible[audit.number_[inner]] = truth[inner];
    }
    audit.program_.know(std::move(possible));
    return audit;
  }
  [[nodiscard]] Result<CubeBounds> bounds(std::uint32_t cell) {
    auto const [unknown, told] = open(cell);
    auto const least = program_.least(unknown);
    if (!least) return fail(least);
    auto const greatest = program_.greatest(unknown);
    if (!greatest) return fail(greatest);
    CubeBounds one{cell, told + least->value.value_or(0), {}, least->exact && greatest->exact};
    if (greatest->value) one.high = told + *greatest->value;
    return one;
  }

 private:
  explicit CubeAudit(PublishedCube const& cube) : cube_{&cube}, known_(cube.shape.inner()), number_(cube.shape.inner(), 0) {
    for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
      if (!cube.cells[cell]) continue;
      auto const members = cube.shape.members(cell);
      if (members.size() == 1) known_[members.front()] = cube.cells[cell];
      if (*cube.cells[cell] != 0) continue;
      // a sum of nought has nothing in it
      for (auto const member : members) known_[member] = 0;
    }
    for (std::size_t inner = 0; inner < known_.size(); ++inner) {
      if (!known_[inner]) number_[inner] = unknowns_++;
    }
  }
  struct Open {
    std::vector<std::uint32_t> unknown;
    std::int64_t told = 0;  ///< the others together
  };
  [[nodiscard]] Open open(std::size_t cell) const {
    Open open;
    for (auto const member : cube_->shape.members(cell)) {
      if (known_[member]) open.told += *known_[member];
      else open.unknown.push_back(number_[member]);
    }
    return open;
  }

  PublishedCube const* cube_;
  std::vector<std::optional<std::int64_t>> known_;  ///< of each inner cell
  std::vector<std::uint32_t> number_;
  std::uint32_t unknowns_ = 0;
  ExactProgram program_ = {};
};

class CubeSuppression {
 public:
  CubeSuppression(CountCube const& cube, std::int64_t width) : cube_{cube}, width_{width}, must_hide_(cube.shape.size(), 0) {
    inner_.assign(cube.shape.inner(), 0);
    for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
      if (cube.shape.members(cell).size() == 1) inner_[cube.shape.members(cell).front()] = cube.counts[cell];
    }
    // inner noughts are shown and known, so nothing hangs on them
    std::vector<std::uint32_t> column(cube.shape.inner(), none);
    std::uint32_t many = 0;
    for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
      auto const members = cube.shape.members(cell);
      if (members.size() == 1 && cube.counts[cell] > 0 && column[members.front()] == none) column[members.front()] = many++;
    }
    for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
      Span span(many, 0);
      for (auto const member : cube.shape.members(cell)) {
        if (column[member] != none) span[column[member]] = 1;
      }
      spans_.push_back(std::move(span));
    }
    order_.resize(cube.shape.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::ranges::stable_sort(order_, [&](auto left, auto right) { return cube_.counts[left] > cube_.counts[right]; });
  }

  [[nodiscard]] Result<SuppressedCube> run() {
    for (;;) {
      auto out = hide();
      auto const narrow = look_for_narrow(out);
      if (!narrow) return fail(narrow);
      if (!*narrow) return out;
      if (!hide_beside(**narrow, out.table)) {
        return fail(Fault::refused, "shape.cannot", "No choice of hidden cells protects the small counts of this table.", "Take larger areas, a longer period or fewer columns.");
      }
    }
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;

  /// A small count that has too little room; where none has, the bounds of all that is hidden are kept.
  [[nodiscard]] Result<std::optional<std::uint32_t>> look_for_narrow(SuppressedCube& out) const {
    auto audit = CubeAudit::of(out.table, inner_);
    if (!audit) return fail(audit);
    out.bounds.clear();
    // the small ones first, since the first without room ends it
    for (bool const small : {true, false}) {
      for (std::uint32_t cell = 0; cell < cube_.counts.size(); ++cell) {
        if (out.table.cells[cell] || is_small(cube_.counts[cell]) != small) continue;
        auto const bounds = audit->bounds(cell);
        if (!bounds) return fail(bounds);
        if (small && bounds->high && *bounds->high - bounds->low < width_) return std::optional{cell};
        out.bounds.push_back(*bounds);
      }
    }
    std::ranges::sort(out.bounds, {}, &CubeBounds::cell);
    return std::optional<std::uint32_t>{};
  }

  [[nodiscard]] SuppressedCube hide() const {
    std::vector<Span> small;
    for (std::size_t cell = 0; cell < spans_.size(); ++cell) {
      if (is_small(cube_.counts[cell])) small.push_back(spans_[cell]);
    }
    SuppressedCube out;
    out.small = small.size();
    out.table.shape = cube_.shape;
    out.table.cells.resize(cube_.shape.size());
    Shown shown{std::move(small)};
    for (auto const cell : order_) {
      if (is_small(cube_.counts[cell])) continue;
      if (cube_.counts[cell] == 0 || (must_hide_[cell] == 0 && shown.show(spans_[cell]))) out.table.cells[cell] = cube_.counts[cell];
      else ++out.besides;
    }
    return out;
  }

  /// Hides another cell near it, an inner one before a sum and the smallest of these; false where none is left.
  [[nodiscard]] bool hide_beside(std::uint32_t narrow, PublishedCube const& table) {
    auto const mine = cube_.shape.members(narrow);
    std::optional<std::size_t> best;
    std::size_t fewest = 0;
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
      if (!table.cells[cell] || cube_.counts[cell] == 0) continue;
      auto const members = cube_.shape.members(cell);
      if (!beside(mine, members)) continue;
      bool const better = !best || members.size() < fewest || (members.size() == fewest && cube_.counts[cell] < cube_.counts[*best]);
      if (!better) continue;
      best = cell;
      fewest = members.size();
    }
    if (!best) return false;
    must_hide_[*best] = 1;
    return true;
  }
  /// Of the same line of the table: differing in one column only; or one holding the other.
  [[nodiscard]] bool beside(std::span<std::uint32_t const> left, std::span<std::uint32_t const> right) const {
    if (std::ranges::includes(right, left)) return true;
    std::size_t differing = 0;
    std::size_t weight = 1;
    auto const dimensions = cube_.shape.dimensions();
    for (auto d = dimensions.size(); d-- > 0;) {
      auto const wide = dimensions[d].values.size();
      differing += left.front() / weight % wide != right.front() / weight % wide ? 1 : 0;
      weight *= wide;
    }
    return left.size() == right.size() && differing == 1;
  }

  CountCube const& cube_;
  std::int64_t width_;
  std::vector<std::uint8_t> must_hide_;
  std::vector<std::int64_t> inner_;
  std::vector<Span> spans_;
  std::vector<std::uint32_t> order_;
};

}  // namespace

Result<std::vector<CubeBounds>> audit_cube(PublishedCube const& cube, std::span<std::int64_t const> truth) {
  auto audit = CubeAudit::of(cube, truth);
  if (!audit) return fail(audit);
  std::vector<CubeBounds> bounds;
  for (std::uint32_t cell = 0; cell < cube.shape.size(); ++cell) {
    if (cube.cells[cell]) continue;
    auto const one = audit->bounds(cell);
    if (!one) return fail(one);
    bounds.push_back(*one);
  }
  return bounds;
}

Result<SuppressedCube> suppress_cube(CountCube const& cube, std::int64_t width) { return CubeSuppression{cube, width}.run(); }

}  // namespace concordat::protection
