// SPDX-License-Identifier: Apache-2.0
// libsodium picks its fastest code once, before its first use. Every function that calls it calls this first.
#pragma once

namespace concordat::crypto {

void start();

}  // namespace concordat::crypto
