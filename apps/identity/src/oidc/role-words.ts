import type { Purpose, Role } from '@health-graph/permissions';

/** A name in Vietnamese and in English. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

const words = (vi: string, en: string): Words => ({ vi, en });

export const roleWords: Readonly<Record<Role, Words>> = {
  citizen: words('Người dân', 'Citizen'),
  physician: words('Bác sĩ', 'Physician'),
  nurse: words('Điều dưỡng', 'Nurse'),
  'head-of-unit': words('Trưởng khoa', 'Head of unit'),
  pharmacist: words('Dược sĩ', 'Pharmacist'),
  'lab-technician': words('Kỹ thuật viên xét nghiệm', 'Laboratory technician'),
  registrar: words('Nhân viên tiếp đón', 'Registrar'),
  'billing-clerk': words('Nhân viên viện phí', 'Billing clerk'),
  'social-worker': words('Nhân viên công tác xã hội', 'Social worker'),
  'facility-head': words('Giám đốc', 'Head of facility'),
  'surveillance-officer': words('Cán bộ giám sát dịch tễ', 'Surveillance officer'),
  'health-department-analyst': words('Chuyên viên Sở Y tế', 'Health department analyst'),
  payer: words('Cơ quan BHXH', 'Payer'),
  'security-officer': words('Cán bộ an toàn thông tin', 'Security officer'),
  'partner-system': words('Hệ thống đối tác', 'Partner system'),
  system: words('Hệ thống', 'System'),
};

export const purposeWords: Readonly<Record<Purpose, Words>> = {
  TREAT: words('Khám, chữa bệnh', 'Treatment'),
  ETREAT: words('Cấp cứu', 'Emergency treatment'),
  HPAYMT: words('Thanh toán', 'Payment'),
  PUBHLTH: words('Y tế công cộng', 'Public health'),
  PATRQT: words('Theo yêu cầu của người bệnh', "Patient's request"),
  HRESCH: words('Nghiên cứu', 'Research'),
  HOPERAT: words('Vận hành', 'Operations'),
};
