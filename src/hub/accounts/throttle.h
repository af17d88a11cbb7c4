// SPDX-License-Identifier: Apache-2.0
// How fast somebody may try to sign in, without a way to lock anybody out.
//
// Every try is charged before the work is done, so that a thousand at once are a thousand, and given back where the
// password was right. Charges run off by themselves. Over a limit each further try waits twice as long as the last,
// up to a cap:
//
//   of one login from one address       4 free, one runs off in 10 min, waits 1 s to 15 min
//   from one address                   30 free, one in 1 min,           1 s to 15 min
//   of one login from anywhere         10 free, one in 2 min,           1 s to 30 s
//   all together                      200 free, one in 1 s,             1 s to 5 s
//   one-time codes of one account       5 free, one in 5 min,           2 s to 5 min (who gets here has the password)
//
// Where a login succeeded from an address within 30 days, only the first limit holds there: strangers who try a name
// or flood the hub cannot keep its owner out. Logins that do not exist are charged like the others.
#pragma once

#include <string>
#include <string_view>

#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub::accounts {

/// What stands for an address: IPv6 by its first 64 bits, because one subscriber has all of them.
[[nodiscard]] std::string network_of(std::string_view peer);

class Throttle {
 public:
  Throttle(Hub& hub, std::string_view login, std::string_view peer);
  /// For one-time codes.
  Throttle(Hub& hub, std::string_view account_id);

  /// "sign-in.slow-down" (Fault::locked) where it is too early; then nothing is charged.
  /// True where a burst has begun that nobody wrote down within the last hour.
  [[nodiscard]] Result<bool> charge(store::Transaction& transaction);
  /// It was right after all: gives the charge back and forgets what was tried here before.
  [[nodiscard]] Result<void> succeeded(store::Transaction& transaction);
  /// Knows this login at this address from now on. REQUIRES: it is signed in.
  [[nodiscard]] Result<void> know(store::Transaction& transaction);
  /// Gives the charge back: nothing was tried.
  [[nodiscard]] Result<void> give_back(store::Transaction& transaction);

 private:
  struct Level;
  [[nodiscard]] std::string key(std::string_view kind, std::string_view login, std::string_view network) const;
  [[nodiscard]] Result<bool> is_known(store::Connection& connection);

  Hub& hub_;
  std::string lock_;   ///< key of the row that tries take, one after the other
  std::string known_;  ///< key; empty: there is no such thing
  struct Door {
    std::size_t limit;
    std::string key;
  };
  std::vector<Door> doors_;    ///< in the order they are looked at
  std::size_t charged_ = 0;    ///< how many of them
};

}  // namespace concordat::hub::accounts
