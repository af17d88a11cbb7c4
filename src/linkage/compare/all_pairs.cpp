// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/all_pairs.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "linkage/compare/slips.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

/// Records that have a value: of the first file and of the second, or all in the first place where there is one file.
struct Seen {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  Seen& operator+=(Seen const& other) {
    first += other.first;
    second += other.second;
    return *this;
  }
  Seen& operator-=(Seen const& other) {
    first -= other.first;
    second -= other.second;
    return *this;
  }
};

}  // namespace

class AllPairs::Count {
 public:
  Count(OneField const& on, Table const& table, std::uint64_t most_looks)
      : on_{on}, values_{on.asks->values()}, two_{table.links_two()}, most_looks_{most_looks}, seen_(values_.size()), levels_(on.levels) {
    for (std::size_t record = 0; record < table.records; ++record) {
      auto& seen = seen_[table.at(static_cast<Record>(record))[on.field]];
      ++(record < table.first_file ? seen.first : seen.second);
    }
    Seen all;
    for (std::uint32_t id = 0; id < seen_.size(); ++id) {
      all += seen_[id];
      if (id == 0 || seen_[id].first + seen_[id].second == 0 || (on.asks->self(id) & 1) != 0) continue;
      known_ += seen_[id];
      equal_ += within(seen_[id]);
      ids_.push_back(id);
    }
    missing_ = within(all) - within(known_);
  }

  [[nodiscard]] bool can() { return few_values() || choose(); }

  /// REQUIRES can().
  std::vector<std::uint64_t> run(unsigned threads) {
    threads_ = threads;
    add(1, missing_);
    for (auto const id : ids_) add(on_.asks->self(id), within(seen_[id]));
    if (few_values()) {
      each_two();
    } else {
      count_classes();
      for (auto const ask : one_by_one_) correct(ask);
    }
    return std::move(levels_);
  }

 private:
  [[nodiscard]] std::uint64_t within(Seen const& seen) const {
    return two_ ? seen.first * seen.second : seen.first * (seen.first - (seen.first > 0 ? 1 : 0)) / 2;
  }
  [[nodiscard]] std::uint64_t across(Seen const& a, Seen const& b) const {
    return two_ ? a.first * b.second + a.second * b.first : a.first * b.first;
  }
  void add(Mask mask, std::uint64_t pairs) { levels_[on_.level[mask]] += pairs; }
  [[nodiscard]] static Mask bit_of(std::size_t ask) { return static_cast<Mask>(Mask{2} << ask); }

  /// Few enough to look at each two of them.
  [[nodiscard]] bool few_values() const { return std::uint64_t{ids_.size()} * (ids_.size() - (ids_.empty() ? 0 : 1)) / 2 <= most_looks_; }

  void each_two() {
    std::vector<std::vector<std::uint64_t>> by_thread(threads_, std::vector<std::uint64_t>(levels_.size(), 0));
    std::vector<NearCache> caches(threads_);
    constexpr std::size_t rows = 32;
    parallel(threads_, (ids_.size() + rows - 1) / rows, [&](std::size_t piece, unsigned thread) {
      auto& own = by_thread[thread];
      std::array<std::uint32_t, most_pairs_at_once> same;
      std::array<Mask, most_pairs_at_once> masks;
      for (auto i = piece * rows; i < std::min(ids_.size(), (piece + 1) * rows); ++i) {
        same.fill(ids_[i]);
        for (auto j = i + 1; j < ids_.size(); j += most_pairs_at_once) {
          auto const count = std::min(most_pairs_at_once, ids_.size() - j);
          on_.asks->of_many({same.data(), ids_.data() + j, masks.data(), count}, caches[thread]);
          for (std::size_t k = 0; k < count; ++k) own[on_.level[masks[k]]] += across(seen_[ids_[i]], seen_[ids_[j + k]]);
        }
      }
    });
    for (auto const& own : by_thread) {
      for (std::size_t level = 0; level < levels_.size(); ++level) levels_[level] += own[level];
    }
  }

  /// Days, or else parts of which each lies within the next, are counted class by class; the rest must be few pairs.
  [[nodiscard]] bool choose() {
    auto const& asks = on_.asks->asks();
    std::vector<std::size_t> parts;
    for (std::size_t i = 0; i < asks.size(); ++i) {
      if (asks[i].test == Check::days) classes_.push_back(i);
      if (asks[i].test == Check::part) parts.push_back(i);
    }
    by_days_ = !classes_.empty();
    std::ranges::sort(classes_, {}, [&](std::size_t i) { return asks[i].amount; });
    if (!by_days_ && nested(parts)) classes_.swap(parts);
    for (auto const ask : parts) one_by_one_.push_back(ask);
    for (std::size_t i = 0; i < asks.size(); ++i) {
      auto const test = asks[i].test;
      if (test == Check::exact || test == Check::shares || test == Check::days || test == Check::part) continue;
      bool const edits = test == Check::levenshtein || test == Check::osa || test == Check::damerau;
      if (edits && asks[i].amount > 1) return false;
      if (!edits && test != Check::day_month_swapped && test != Check::placeholder) return false;
      if (!edits || asks[i].amount == 1) one_by_one_.push_back(i);
    }
    std::uint64_t looks = 0;
    for (auto const ask : one_by_one_) looks += looks_for(ask);
    return looks <= most_looks_;
  }

  /// Sorts from the narrowest to the widest.
  [[nodiscard]] bool nested(std::vector<std::size_t>& parts) {
    auto const of = [&](std::size_t ask) -> auto const& { return values_.parts(static_cast<Part>(on_.asks->asks()[ask].amount)); };
    std::map<std::size_t, std::uint64_t> sizes;
    for (auto const ask : parts) sizes[ask] = pairs_of_classes(ask);
    std::ranges::sort(parts, [&](std::size_t a, std::size_t b) { return sizes[a] != sizes[b] ? sizes[a] < sizes[b] : a < b; });
    for (std::size_t i = 1; i < parts.size(); ++i) {
      std::vector<std::uint32_t> wider;
      for (auto const id : ids_) {
        auto const narrow = of(parts[i - 1])[id];
        if (narrow == 0) continue;
        auto const wide = of(parts[i])[id];
        if (narrow >= wider.size()) wider.resize(std::max<std::size_t>(narrow + std::size_t{1}, wider.size() * 2), 0);
        if (wider[narrow] == 0) wider[narrow] = wide;
        if (wide == 0 || wider[narrow] != wide) return false;
      }
    }
    return true;
  }

  /// What the values of a part, or a date with day and month in order of size, are told apart by; 0: nothing.
  [[nodiscard]] std::uint32_t class_of(std::size_t ask, std::uint32_t id) const {
    auto const& asked = on_.asks->asks()[ask];
    if (asked.test == Check::part) return values_.parts(static_cast<Part>(asked.amount))[id];
    auto const date = values_.date(id);
    auto const [low, high] = std::minmax(date.month, date.day);
    return static_cast<std::uint32_t>(((date.year * 32) + low) * 32 + high);
  }

  /// The values of each class side by side, in their order.
  [[nodiscard]] std::vector<std::span<std::uint32_t const>> classes(std::size_t ask) {
    auto& order = by_class_;
    order.clear();
    for (auto const id : ids_) {
      if (auto const number = class_of(ask, id); number != 0) order.emplace_back(std::uint64_t{number} << 32 | id);
    }
    std::ranges::sort(order);
    std::vector<std::span<std::uint32_t const>> members;
    sorted_ids_.resize(order.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
      for (; end < order.size() && order[end] >> 32 == order[begin] >> 32; ++end) sorted_ids_[end] = static_cast<std::uint32_t>(order[end]);
      members.emplace_back(sorted_ids_.data() + begin, end - begin);
    }
    return members;
  }

  /// Pairs of different values of one class.
  [[nodiscard]] std::uint64_t pairs_of_classes(std::size_t ask) {
    std::uint64_t pairs = 0;
    if (on_.asks->asks()[ask].test == Check::part) {
      std::vector<std::uint32_t> sizes;
      for (auto const id : ids_) {
        auto const number = class_of(ask, id);
        if (number >= sizes.size()) sizes.resize(std::max<std::size_t>(number + std::size_t{1}, sizes.size() * 2), 0);
        if (number != 0) pairs += sizes[number]++;
      }
      return pairs;
    }
    for (auto const& members : classes(ask)) pairs += std::uint64_t{members.size()} * (members.size() - 1) / 2;
    return pairs;
  }

  [[nodiscard]] bool stands_for_unknown(std::uint32_t id) const { return values_.date(id).month == 1 && values_.date(id).day == 1; }

  [[nodiscard]] std::uint64_t looks_for(std::size_t ask) {
    auto const test = on_.asks->asks()[ask].test;
    if (test == Check::part || test == Check::day_month_swapped) return pairs_of_classes(ask);
    if (test == Check::placeholder) return static_cast<std::uint64_t>(std::ranges::count_if(ids_, [&](std::uint32_t id) { return stands_for_unknown(id); })) * ids_.size();
    return ids_.size();
  }

  /// Every pair of different values at the level it has if none of the tests that are asked one by one holds.
  void count_classes() {
    Mask mask = 0;
    for (auto const ask : classes_) mask |= bit_of(ask);
    family_ = mask;
    std::uint64_t inside = 0;
    for (auto const ask : classes_) {
      auto const pairs = by_days_ ? within_days(on_.asks->asks()[ask].amount) : within_part(ask);
      add(mask, pairs - inside);
      inside = pairs;
      mask = static_cast<Mask>(mask & ~bit_of(ask));
    }
    add(0, within(known_) - equal_ - inside);
  }

  [[nodiscard]] std::uint64_t within_days(std::int32_t most) {
    if (by_day_.empty()) {
      by_day_ = ids_;
      std::ranges::stable_sort(by_day_, {}, [&](std::uint32_t id) { return values_.date(id).days; });
    }
    std::uint64_t pairs = 0;
    Seen window;
    for (std::size_t i = 0, from = 0; i < by_day_.size(); ++i) {
      for (; values_.date(by_day_[i]).days - values_.date(by_day_[from]).days > most; ++from) window -= seen_[by_day_[from]];
      pairs += across(seen_[by_day_[i]], window);
      window += seen_[by_day_[i]];
    }
    return pairs;
  }

  [[nodiscard]] std::uint64_t within_part(std::size_t ask) const {
    std::vector<Seen> all;
    std::uint64_t pairs = 0;
    for (auto const id : ids_) {
      auto const number = class_of(ask, id);
      if (number == 0) continue;
      if (number >= all.size()) all.resize(std::max<std::size_t>(number + std::size_t{1}, all.size() * 2));
      pairs += across(seen_[id], all[number]);
      all[number] += seen_[id];
    }
    return pairs;
  }

  /// Moves the pairs for which the test holds, and none of those corrected before, to the level they have.
  void correct(std::size_t ask) {
    auto const bit = bit_of(ask);
    NearCache cache;
    auto const move = [&](std::uint32_t a, std::uint32_t b) {
      auto const mask = on_.asks->of(a, b, cache);
      if ((mask & bit) == 0 || (mask & corrected_) != 0) return;
      auto const pairs = across(seen_[a], seen_[b]);
      levels_[on_.level[mask & family_]] -= pairs;
      levels_[on_.level[mask]] += pairs;
    };
    auto const test = on_.asks->asks()[ask].test;
    if (test == Check::part || test == Check::day_month_swapped) {
      for (auto const& members : classes(ask)) {
        for (std::size_t i = 0; i < members.size(); ++i) {
          for (std::size_t j = i + 1; j < members.size(); ++j) move(members[i], members[j]);
        }
      }
    } else if (test == Check::placeholder) {
      for (auto const a : ids_) {
        if (!stands_for_unknown(a)) continue;
        for (auto const b : ids_) {
          if (a != b && (a < b || !stands_for_unknown(b))) move(a, b);
        }
      }
    } else {
      std::vector<NearCache> caches(threads_);
      auto const holds = [&](std::uint32_t a, std::uint32_t b, unsigned thread) { return (on_.asks->of(a, b, caches[thread]) & bit) != 0; };
      for (auto const& [a, b] : slips(values_, ids_, threads_, holds)) move(a, b);
    }
    corrected_ = static_cast<Mask>(corrected_ | bit);
  }

  OneField on_;
  Values const& values_;
  bool two_;
  std::uint64_t most_looks_;
  unsigned threads_ = 1;
  std::vector<Seen> seen_;           ///< by id
  std::vector<std::uint32_t> ids_;   ///< of values that somebody has and that make sense
  std::vector<std::uint32_t> by_day_;
  std::vector<std::uint64_t> by_class_;  ///< class, id
  std::vector<std::uint32_t> sorted_ids_;
  Seen known_;
  std::uint64_t equal_ = 0;          ///< pairs of records with one value
  std::uint64_t missing_ = 0;
  bool by_days_ = false;
  std::vector<std::size_t> classes_;     ///< tests of which each holds where the one before does
  std::vector<std::size_t> one_by_one_;  ///< tests that hold for few pairs
  Mask family_ = 0;
  Mask corrected_ = 0;
  std::vector<std::uint64_t> levels_;
};

AllPairs::AllPairs(Comparer const& comparer, std::size_t comparison, Table const& table, std::uint64_t most_looks) {
  auto const on = comparer.one_field(comparison);
  if (!on) return;
  count_ = std::make_unique<Count>(*on, table, most_looks);
  if (!count_->can()) count_.reset();
}

AllPairs::~AllPairs() = default;

std::vector<std::uint64_t> AllPairs::levels(unsigned threads) { return count_->run(threads); }

}  // namespace concordat::linkage
