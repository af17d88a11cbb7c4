// SPDX-License-Identifier: Apache-2.0
// Whoever waits for a release: is told what is being worked out and how far it is, and may stop it. And what was worked out
// before anybody else was kept from the ledger.
//
// A table is drawn in the transaction of its entry, while nobody else can write. So what takes long, the judgement beside what was told
// and the disclosure-control report are worked out beforehand, outside it and once the gate has permitted it; the drawing that counts
// then finds them by what went in. Bit for bit the same: the same functions made them of the same reports.
#pragma once

#include <any>
#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "base/fixed_text.h"
#include "base/go_on.h"
#include "places/events.h"
#include "protection/protected_table.h"

namespace concordat::hub {

class Watch {
 public:
  virtual ~Watch() = default;
  /// On the thread that works: `part` is what is being worked out ("hot squares"). False: stop; "work.stopped", and nothing is written.
  [[nodiscard]] virtual bool go_on(FixedText part, std::uint64_t done, std::uint64_t all) = 0;
};

/// The part that is asked about last, before the entry is committed: afterwards nothing can be stopped. A refusal does not ask: that somebody was
/// refused is written, whoever stops.
inline constexpr FixedText writing_the_entry{"writing the entry"};
/// The part between: all is worked out, and whether it may leave is asked again.
inline constexpr FixedText asking_again{"asking the agreements again"};

/// A hash of what a function was given.
class Given {
 public:
  explicit Given(std::string_view function) { text(function); }
  Given& text(std::string_view more);
  Given& number(std::int64_t more);
  Given& events(places::ReportedEvents const* events);  ///< null stands for none
  Given& events(std::span<places::ReportedEvents const* const> all);
  Given& table(protection::ProtectedTable const& table);
  [[nodiscard]] std::string key() const;

 private:
  void bytes(std::span<std::byte const> more);
  std::string all_;
};

class Workings {
 public:
  /// What `make` answered to the same before, or answers now. What failed is not kept.
  template <class T, class Make>
  [[nodiscard]] Result<T> of(Given const& given, Make const& make) {
    auto const key = given.key();
    if (auto const there = made_.find(key); there != made_.end()) return std::any_cast<T const&>(there->second);
    Result<T> fresh = make();
    if (fresh) made_.emplace(key, *fresh);
    return fresh;
  }

 private:
  std::map<std::string, std::any> made_;
};

}  // namespace concordat::hub
