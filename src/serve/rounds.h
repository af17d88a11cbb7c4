// SPDX-License-Identifier: Apache-2.0
// What a running hub does by the clock and without anybody asking: reminders once a day, the drop folder, the ledger's
// witnesses each minute in which it grew, and every twenty seconds a look at which agreements have stopped.
//
// Thread safety: one thread of its own, with a hub of its own that is open only while there is something to do.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "hub/hub.h"
#include "hub/handover/drop.h"
#include "hub/linkage/own_numbers.h"
#include "hub/timetable/mail.h"
#include "hub/witness/witnesses.h"

namespace concordat::serve {

struct DropRound {
  hub::DropOptions options;
  std::chrono::seconds every{60};
};

class Rounds {
 public:
  struct Tools {
    std::function<Result<std::unique_ptr<hub::Hub>>()> open_hub;
    Clock const& clock;
    std::function<void(std::string_view)> log;  ///< one line of JSON for each round that did or failed something; empty: none
    std::optional<hub::MailRoute> mail = {};    ///< none: nobody is reminded
    std::optional<DropRound> drop = {};         ///< none: there is no drop folder
    hub::AskWitness witnesses = {};             ///< empty: no witness is asked
    std::shared_ptr<hub::links::NumberBook> numbers = {};  ///< kept up to date as records are linked; none: nobody looks them up
  };
  /// Begins at once. REQUIRES: what `tools` names outlives it.
  explicit Rounds(Tools tools);
  Rounds(Rounds const&) = delete;
  Rounds& operator=(Rounds const&) = delete;
  /// Waits for what runs.
  ~Rounds();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::serve
