// SPDX-License-Identifier: Apache-2.0
// Who must do what next for an agreement to come into force, or to run again.
#pragma once

#include <string>
#include <vector>

#include "hub/agreements/agreements_desk.h"

namespace concordat::hub {

struct NextSteps {
  std::vector<std::string> to_sign = {};          ///< agencies whose signature is missing
  bool needs_data_protection = false;             ///< an assessment that activation waits for
  bool needs_equality = false;
  bool to_activate = false;                       ///< signed by all, and two people must say yes
  std::vector<std::string> activated_by = {};     ///< agencies whose lead has
  std::vector<std::string> leads_in = {};         ///< agencies that have a lead who could
  std::vector<std::string> suspended_by = {};     ///< agencies that must agree to lift it
  std::vector<std::string> lift_agreed_by = {};   ///< agencies that have
  [[nodiscard]] bool empty() const { return to_sign.empty() && !to_activate && suspended_by.empty(); }
};
/// Nothing is to be done for one that was ended or has run out.
[[nodiscard]] Result<NextSteps> next_steps(Hub& hub, Held const& all, HeldAgreement const& one, Date today);

}  // namespace concordat::hub
