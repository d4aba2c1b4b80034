import { acceptsCertificateCase } from "../accepts-certificate-case.ts";

export const tlsLargeCertificate = acceptsCertificateCase("large", "tls-large-certificate");
