// SPDX-License-Identifier: Apache-2.0
// A witness over HTTP, as C2SP tlog-witness has it. What it takes and gives is public and signed, so that plain HTTP takes
// nothing from it but secrecy, of which it has none to keep.
//
//   POST /add-checkpoint   see ledger/witness/witness.h
//   POST /last-checkpoint  the origin of a log as the body: what this witness holds of it (ours, not C2SP's)
//   GET  /                 what this is, the witness's public key, and of which logs its memory is lost
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/server/server.h"
#include "ledger/witness/witness.h"

namespace concordat::serve {

struct WitnessSetup {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  std::optional<http::TlsOptions> tls = std::nullopt;
  /// One line of JSON for each request: method, route, status; "note" where the witness knows less than it did
  /// (WitnessReply::note). Empty: none.
  std::function<void(std::string_view)> log = {};
};

class WitnessService {
 public:
  /// Listens when it returns; problems as Server::start. REQUIRES: the clock outlives it.
  [[nodiscard]] static Result<std::unique_ptr<WitnessService>> start(std::unique_ptr<ledger::Witness> witness, WitnessSetup setup,
                                                                     Clock const& clock);
  WitnessService(WitnessService const&) = delete;
  WitnessService& operator=(WitnessService const&) = delete;
  ~WitnessService();

  [[nodiscard]] std::uint16_t port() const;
  /// True where every request ended in time.
  bool stop(std::chrono::milliseconds deadline);

 private:
  struct Parts;
  explicit WitnessService(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::serve
