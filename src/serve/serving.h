// SPDX-License-Identifier: Apache-2.0
// The web server of one hub.
//
//   auto serving = Serving::start(std::move(setup));
//   ... wait for a signal ...
//   (*serving)->stop(std::chrono::seconds{10});
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "hub/hub.h"
#include "hub/timetable/mail.h"
#include "serve/rounds.h"

namespace concordat::serve {

struct Setup {
  hub::HubOptions hub;
  hub::Shelf shelf;
  std::filesystem::path web;  ///< folder of the built pages
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;     ///< 0: any that is free
  std::string origin;         ///< empty: http:// and what is listened on
  struct Tls {
    std::filesystem::path certificate;
    std::filesystem::path key;
  };
  std::optional<Tls> tls;
  unsigned threads = 2;
  unsigned workers = 4;
  std::string version;
  std::optional<DropRound> drop;       ///< none: there is no drop folder
  std::optional<hub::MailRoute> mail;  ///< none: nobody is reminded of late files
  /// One line of JSON for each request: method, route, status, milliseconds. Empty: none.
  std::function<void(std::string_view)> log;
};

class Serving {
 public:
  /// Listens when it returns. Problems: as Hub::open, Templates::load, Server::start; "assets.missing".
  /// REQUIRES: the clock outlives it.
  [[nodiscard]] static Result<std::unique_ptr<Serving>> start(Setup setup, Clock const& clock);
  Serving(Serving const&) = delete;
  Serving& operator=(Serving const&) = delete;
  ~Serving();

  [[nodiscard]] std::uint16_t port() const;
  /// "http://127.0.0.1:8080"
  [[nodiscard]] std::string const& origin() const;
  /// True where every request ended in time.
  bool stop(std::chrono::milliseconds deadline);

 private:
  struct Parts;
  explicit Serving(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::serve
