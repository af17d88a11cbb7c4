// SPDX-License-Identifier: Apache-2.0
// Personal data crosses no network in the open: a PostgreSQL server that is not on this machine is spoken to over TLS
// with its certificate and name checked (sslmode=verify-full), and in no other way.
//
// On this machine is: a Unix socket, localhost, 127.0.0.0/8 and ::1. The environment (PGHOST, PGHOSTADDR, PGSERVICE) is
// asked where the URL names no host, as libpq does.
#pragma once

#include <string>

#include "base/result.h"

namespace concordat::store {

struct TlsDemand {
  bool needed = false;         ///< the server is, or may be, another machine
  std::string root_file = {};  ///< certificate authorities in place of what the URL names; empty: as the URL says
};

/// "store.tls-needed" where the URL asks for less, "store.tls-no-root" where its file of authorities is not there,
/// "store.service-file" where a service file would say which server it is, "store.bad-url" where libpq cannot read it.
[[nodiscard]] Result<TlsDemand> tls_demand(std::string const& url);

}  // namespace concordat::store
