import { refusesCertificateCase } from "../refuses-certificate-case.ts";

export const tlsRefusesExpired = refusesCertificateCase("expired", "tls-refuses-expired");
