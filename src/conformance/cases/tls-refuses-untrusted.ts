import { refusesCertificateCase } from "../refuses-certificate-case.ts";

export const tlsRefusesUntrusted = refusesCertificateCase("untrusted", "tls-refuses-untrusted");
