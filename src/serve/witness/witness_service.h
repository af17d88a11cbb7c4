// SPDX-License-Identifier: Apache-2.0
// A witness over HTTP, as C2SP tlog-witness has it. What it takes and gives is public and signed, so that plain HTTP takes
// nothing from it but secrecy, of which it has none to keep.
//
//   POST /add-checkpoint         see ledger/witness/witness.h
//   GET  /HEX/checkpoint         the newest checkpoint it cosigned of the log whose origin has this SHA-256 (C2SP's monitor retrieval)
//   GET  /HEX/checkpoint/SIZE    the one of that size (ours)
//   GET  /HEX/split-view         a proof that two histories of the log were shown (ours)
//   GET  /                       what this is, its public key, and of which logs its memory is lost or two histories were shown
//   GET  /healthz                "ok", or 503 where one of these is so
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
#include "serve/witness/gossip_rounds.h"

namespace concordat::serve {

struct WitnessSetup {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  std::optional<http::TlsOptions> tls = std::nullopt;
  /// One line of JSON for each request: method, route, status; "note" where the witness knows less than it did
  /// (WitnessReply::note) or two histories were shown; and what gossip heard. Empty: none.
  std::function<void(std::string_view)> log = {};
  std::optional<GossipSetup> gossip = std::nullopt;  ///< none: it asks nobody
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
  [[nodiscard]] ledger::Witness const& witness() const;
  /// True where every request ended in time.
  bool stop(std::chrono::milliseconds deadline);

 private:
  struct Parts;
  explicit WitnessService(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::serve
