import { acceptsCertificateCase } from "../accepts-certificate-case.ts";

export const tlsHugeCertificate = acceptsCertificateCase("huge", "tls-huge-certificate");
