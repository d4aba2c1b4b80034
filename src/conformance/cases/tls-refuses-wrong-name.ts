import { refusesCertificateCase } from "../refuses-certificate-case.ts";

export const tlsRefusesWrongName = refusesCertificateCase("wrong-host", "tls-refuses-wrong-name");
