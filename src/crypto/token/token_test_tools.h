// SPDX-License-Identifier: Apache-2.0
// A software token of its own for each test, made with the programs that come with it (softhsm2, opensc).
#pragma once

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/file.h"

namespace concordat::crypto::test {

namespace fs = std::filesystem;

class SoftToken {
 public:
  explicit SoftToken(fs::path const& folder) : folder_{folder} {
    fs::create_directories(folder_ / "tokens");
    auto const config = fmt::format("directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n", (folder_ / "tokens").string());
    made_ = write_file(folder_ / "softhsm2.conf", config).has_value();
    ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    set_pin("1234");
    made_ = made_ && run("softhsm2-util --init-token --free --label concordat --so-pin 12345678 --pin 1234");
  }
  /// False where the programs are not here.
  [[nodiscard]] bool made() const { return made_; }
  [[nodiscard]] static std::string module() { return "/usr/lib/softhsm/libsofthsm2.so"; }
  bool make_key(std::string const& label, std::string const& type = "EC:edwards25519") const {
    return run(fmt::format("pkcs11-tool --module {} --token-label concordat --login --pin 1234 --keypairgen --key-type {} --label '{}' --id {:02x}", module(), type, label,
                           static_cast<unsigned>(label.size())));
  }
  void set_pin(std::string const& pin) const {
    fs::remove(pin_file());
    made_pin_ = write_file(pin_file(), pin + "\n", {.mode = 0400}).has_value();
  }
  [[nodiscard]] fs::path pin_file() const { return folder_ / "pin"; }
  /// What signer.key says of a key in it.
  [[nodiscard]] std::string place_of(std::string const& key, std::string const& token = "concordat") const {
    return fmt::format("concordat-key/1 pkcs11\nmodule {}\ntoken {}\nkey {}\npin-file {}\n", module(), token, key, pin_file().string());
  }

 private:
  static bool run(std::string const& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }
  fs::path folder_;
  bool made_ = false;
  mutable bool made_pin_ = false;
};

}  // namespace concordat::crypto::test
